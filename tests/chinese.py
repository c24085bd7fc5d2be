"""What a text in Chinese must look like."""

import re
from collections.abc import Iterator

_SAID_ALIKE = re.compile(
    r"'[^']*'|\"[^\"]*\"|“[^”]*”|--[a-z-]+(?: [A-Za-z0-9/,._=+-]+)*|\{[^{}]*\}|\[[a-z.\[\] ,?]+\]|\b[a-z]+=\S+|(?<=；)\? "
)
"""Words in quotes, options with their values, fields of a template, keys: the same in every language."""


def flaws(text: str) -> Iterator[str]:
    """Yield what is wrong with a text: no Chinese in it, punctuation of half width beside Chinese, English left in it."""
    prose = _SAID_ALIKE.sub("0", text.replace("；? ", "；"))  # There, ? is an answer to type.
    if not re.search("[一-鿿]", prose):
        yield f"no Chinese: {text}"
    if re.search(r"[一-鿿] ?[,;:?!()]|[,;:?!()] ?[一-鿿]", prose):
        yield f"punctuation of half width: {text}"
    if re.search(r"\b[a-z]{2,} [a-z]{2,}\b", prose):
        yield f"English: {text}"
