"""Honest arithmetic over the figures that reports on regional aid publish."""

TYPE_CHECKING = False  # As type checkers read it; to import typing takes longer than all else here.

if TYPE_CHECKING:
    from os import PathLike

    from aidcli.errors import Refusal as Refusal
    from aidcli.library import Library

__version__ = "0.1.0"


def open(path: "str | PathLike[str] | None" = None, *, lang: str = "en") -> "Library":  # noqa: A001 - called as aidcli.open
    """Open a store to ask: a file, a folder, an address, or None for the usual one. Raises `aidcli.Refusal`.

    >>> import aidcli
    >>> aidcli.open().sum(sector="education", measure="funding")
    measure  unit  value      bound  lower      upper      count  left_out
    funding  CNY   225080000  exact  225080000  225080000  3      0
    """
    from aidcli.library import Library  # Here, as below: to import aidcli costs nothing until it is used.

    return Library(path, lang=lang)


def __getattr__(name: str) -> object:
    if name == "Refusal":
        from aidcli.errors import Refusal

        return Refusal
    raise AttributeError(name)
