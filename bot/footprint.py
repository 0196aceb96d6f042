"""How much memory a process keeps that it no longer uses, and how often it looks for that.

A picture of the situation needs 20 MB for a moment. Once such a block has come and gone, the GNU C
library takes the next ones from the heap of the thread that asks, and each thread's heap keeps
them: a hundred megabytes that nobody uses after a few pictures.
"""

import ctypes
import gc

M_MMAP_THRESHOLD = -3
"""`mallopt(3)`: setting it also ends its growth by itself."""
LARGE = 1 << 20
"""Bytes from which a block is mapped by itself, so that it goes back as soon as it is free."""


def give_back_large_blocks() -> bool:
    """Whether this process's C library now returns large blocks when they are freed.

    Others than GNU's have no such switch; they are left as they are.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(M_MMAP_THRESHOLD, LARGE))


def keep_for_good() -> None:
    """Tell Python that whatever is in memory now stays until the end.

    Else its search for unreachable rings walks through the tables of words and places again and
    again: a twentieth of the time in which a message is read. Call once, after the start.
    """
    gc.collect()
    gc.freeze()
