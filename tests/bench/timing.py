"""Medians of works that take turns, so that a machine that slows down slows them all."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass(slots=True)
class Took:
    """Seconds by the clock, and of this thread on the processor: steadier where others use the machine."""

    clock: float = 0.0
    cpu: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Took]:
    """`with stopwatch() as took:` times what stands in it."""
    took = Took()
    clock, cpu = time.perf_counter(), time.thread_time()
    yield took
    took.clock, took.cpu = time.perf_counter() - clock, time.thread_time() - cpu


def medians(*works: Callable[[], Took], rounds: int, warm: int = 3) -> tuple[Took, ...]:
    """The medians of each work: warmed up, then A B A B …, `rounds` times."""
    for _ in range(warm):
        for work in works:
            work()
    gc.collect()
    gc.freeze()  # what is there already is looked through by nobody's collection
    all_took: list[list[Took]] = [[] for _ in works]
    for _ in range(rounds):
        for work, took in zip(works, all_took, strict=True):
            took.append(work())
    gc.unfreeze()
    return tuple(Took(median(one.clock for one in took), median(one.cpu for one in took)) for took in all_took)
