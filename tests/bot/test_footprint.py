"""Large blocks go back to the machine: a picture drawn now and then does not stay in memory."""

import gc
import os
import platform
import subprocess
import sys

import pytest

from bot.footprint import keep_for_good

CHILD = """
import ctypes, sys
from bot.footprint import LARGE, give_back_large_blocks

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost").split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
if sys.argv[1] == "asked":
    assert give_back_large_blocks()
bytes(20 * LARGE)  # comes and goes
before = libc.mallinfo2().hblkhd
block = bytes(20 * LARGE)
print(libc.mallinfo2().hblkhd - before >= 20 * LARGE)
"""


def mapped(how: str) -> str:
    """Whether a second large block is mapped by itself, in a process of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    child = [sys.executable, "-c", CHILD, how]
    return subprocess.run(child, env=env, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library keeps them")
def test_only_a_process_that_asked_gets_large_blocks_for_themselves() -> None:
    assert (mapped("asked"), mapped("not asked")) == ("True", "False")


def test_what_is_there_after_the_start_is_not_searched_again() -> None:
    tables = [{"word": [number]} for number in range(1_000)]
    keep_for_good()
    try:
        assert gc.get_freeze_count() >= 2 * len(tables)
        assert not any(each is tables[0] for each in gc.get_objects())
    finally:
        gc.unfreeze()
