"""Answers longer than the screen, shown page by page by a program of the user's choice."""

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain


def paged(pieces: Iterator[str], command: str, height: int, complain: Callable[[], None]) -> Iterator[str]:
    """Show the pieces of an answer with the pager, where they fill `height` lines; yield what is still to be printed: else all.

    Where the pager cannot be started, `complain` is called, and all is printed.
    """
    first: list[str] = []
    lines = 0
    for piece in pieces:
        first.append(piece)
        lines += piece.count("\n")
        if lines >= height:
            break
    if lines < height:
        return iter(first)
    whole = chain(first, pieces)
    pager = _start(command)
    if pager is None:
        complain()
        return whole
    _feed(pager, whole)
    return iter(())


def _start(command: str) -> "subprocess.Popen[bytes] | None":
    # Without these, less would show colours and Chinese as codes in many places, and would not end by itself.
    usual = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
    try:
        return subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, env=usual | os.environ)  # noqa: S603 - what the user chose.
    except (OSError, ValueError):  # ValueError: a quotation that is not closed.
        return None


def _feed(pager: "subprocess.Popen[bytes]", pieces: Iterator[str]) -> None:
    """Write the pieces until the pager has enough, and wait for its end. An interrupt is the pager's: less stops reading or searching."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pager.stdin as pipe:  # type: ignore[union-attr]
            for piece in pieces:
                pipe.write(piece.encode("utf-8", "backslashreplace"))
    except BrokenPipeError:
        pass  # The reader has seen enough.
    finally:
        pager.wait()
        signal.signal(signal.SIGINT, before)
