"""Read a report as text; its encoding is detected from its bytes."""

import hashlib
import re
from typing import NamedTuple

from aidcli.errors import Bilingual, Unreadable, Usage, join_words
from aidcli.exchange.reading import read_bytes


class Document(NamedTuple):
    """The text of a report, and the SHA-256 of its file."""

    path: str
    text: str
    sha256: str

    @property
    def language(self) -> str:
        """The language of the text, `zh` or `en`: Chinese where it has half as many Chinese characters as Latin letters."""
        chinese, latin = (sum(map(len, re.findall(letters, self.text))) for letters in ("[\u4e00-\u9fff]+", "[A-Za-z]+"))
        return "zh" if 2 * chinese > latin else "en"


def read_document(path: str, encoding: str | None = None) -> Document:
    """Read a report, from standard input where `path` is `-`, in the encoding named, else as its bytes tell.

    That is UTF-16 by its byte order mark, else UTF-8, else GB18030. Raises Unreadable where it is in none of them, Usage
    where the encoding is unknown.
    """
    data = read_bytes(path)
    tried = [encoding] if encoding else ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for each in tried:
        try:
            return Document(path, data.decode(each), hashlib.sha256(data).hexdigest())
        except UnicodeDecodeError:
            continue
        except LookupError:
            raise Usage(
                "--encoding: {name!r} is not an encoding that Python knows; try gb18030 or latin-1",
                "--encoding：{name!r} 不是 Python 认识的编码；可试 gb18030 或 latin-1",
                name=each,
            ) from None
    raise Unreadable(path, Bilingual("it is not text in {encodings}", "它不是 {encodings} 文本", encodings=join_words(tried)))
