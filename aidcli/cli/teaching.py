"""What help says of a command beside its docstring: headings for its options, and examples."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def headed(heading: str) -> Callable[[T], T]:
    """Say under which heading help lists the options of a group or, of a command, those that it does not share."""
    return _with("heading", heading)


def exemplified(examples: Mapping[str, str]) -> Callable[[T], T]:
    """Give a command its examples: what for, and the command line to type. Tests run them."""
    return _with("examples", examples)


def _with(name: str, value: object) -> Callable[[T], T]:
    def mark(it: T) -> T:
        setattr(it, name, value)
        return it

    return mark
