"""How long a piece of work takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def cpu_timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and the seconds of processor time it took, all threads."""
    begin = time.process_time()
    done = work()
    return done, time.process_time() - begin
