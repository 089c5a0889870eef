"""What a process that runs for months does so that it does not hold memory it no longer needs.

Asks the C library to give large blocks back, and spares what was made at the start from being
looked through again and again. Changes nothing where that cannot be asked (not Linux, not glibc).
"""

import gc
import sys
from importlib import import_module

ARENA_MAX, MMAP_THRESHOLD = -8, -3
"""What glibc calls them (`malloc.h`, mallopt(3))."""

ARENAS = 2
"""Heaps for all threads together; without a limit there are eight for each processor."""

LARGE = 256 * 1024
"""Bytes from which a block is a mapping of its own, which goes back as soon as it is free.

Left alone, glibc raises this to the largest block that was ever freed: after one sign-in
(Argon2, 19 MB) such blocks come out of a heap, which keeps them for good. Measured with a
hundred pages by eight people at once: 181 MB instead of 211.
"""

YOUNG = 5_000
"""New objects, at the least, before the collector looks for circles among them.

A page makes ten times as many, and next to none of them hang in circles: to look at every 700
takes a tenth of the time of a batch of commands.
"""


def return_memory() -> None:
    """Have freed memory returned; before there are threads and anything large."""
    if sys.platform != "linux":
        return
    # Asked for by name: the one thing for which a process of ours needs it.
    mallopt = getattr(import_module("ctypes").CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        mallopt(ARENA_MAX, ARENAS)
        mallopt(MMAP_THRESHOLD, LARGE)


def settle() -> None:
    """All that is there now stays: the collector need not look at its 200,000 objects again.

    Each time it does, every request waits for a tenth of a second. At what comes after it looks
    less often than Python would have it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
