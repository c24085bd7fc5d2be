"""Time what a test does so that a busy machine is no fault."""

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the processor's seconds that `work` takes, the least of several `times`: what disturbs it only adds."""
    taken = []
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)
