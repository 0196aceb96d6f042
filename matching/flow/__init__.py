"""Who gets which stock, as a certified min-cost flow.

`solve.share_out` knows the order of the parts. Two adapters make a `Problem`: `city` from the
live snapshot, `instance` from the published `match-instance/1` file; from there on the code is
the same.
"""
