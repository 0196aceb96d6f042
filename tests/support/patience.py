"""How long tests wait for what must come.

A wait this long ends only when something is broken, so a machine that is several times slower, or
busy with other things, breaks no test. What must *not* come is waited for briefly, test by test.
"""

ROOM = 60.0
"""Seconds."""
