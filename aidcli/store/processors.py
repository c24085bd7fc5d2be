"""Work spread over the machine's processors by forking. Knows nothing of figures."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")
MOST = 8
"""More processes than this would wait for memory rather than for a processor."""


def available() -> int:
    """How many processes can run at once; 1 where there is no forking."""
    if not hasattr(os, "fork"):
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return min(MOST, len(affinity(0)) if affinity else os.cpu_count() or 1)


def spread(work: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result] | None:
    """What the work makes of each part, in order: the first done here, each other in a process of its own.

    None where a process failed in whatever way: doing all the work here again will show how.
    """
    children = [_start(work, part) for part in parts[1:]]
    try:
        first: Result | None = work(parts[0])
    except Exception:  # noqa: BLE001 - whatever it is, it comes again when the work is done in one go.
        first = None
    results = [first, *(_finish(*child) for child in children)]
    return None if any(result is None for result in results) else results


def _start(work: Callable[[Part], Result], part: Part) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    try:
        import pickle

        os.close(reader)
        with os.fdopen(writer, "wb") as file:
            pickle.dump(work(part), file, pickle.HIGHEST_PROTOCOL)
    finally:
        # The parent's buffers, locks and exit handlers are not this process's to run.
        os._exit(0)


def _finish(child: int, reader: int) -> Any:
    import pickle  # Here, since a small store, read in one go, does without.

    with os.fdopen(reader, "rb") as file:
        data = file.read()
    os.waitpid(child, 0)
    try:
        return pickle.loads(data)  # noqa: S301 - written by our own child a moment ago.
    except (EOFError, pickle.UnpicklingError):
        return None
