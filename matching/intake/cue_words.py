"""What a word of needing, offering, holding or not wanting says of the goods it governs."""

from enum import StrEnum


class Way(StrEnum):
    """What a cue says of the goods it governs."""

    NEED = "need"
    OFFER = "offer"
    STOCK = "stock"
    HAVE = "have"
    """Has: an offer, or stock where the message needs something else."""
    NO = "no"
    """Not wanted, or settled already."""


Row = tuple[Way, bool, str]
"""A way, whether it is said by absence (no, without, 没有), and the pattern of its words."""
