"""The mappings that ship with aidcli, and which of them fits a file."""

from collections.abc import Iterator, Sequence

from aidcli.exchange.fitting import fits
from aidcli.exchange.mapping import read_mapping
from aidcli.model.seeds import mapping_examples


def fitting_examples(columns: Sequence[str]) -> Iterator[str]:
    """Yield the names of the shipped mappings whose columns a file has."""
    return (name for name, text in mapping_examples().items() if fits(read_mapping(name, text), columns))
