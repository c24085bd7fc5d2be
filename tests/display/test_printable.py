"""No text commands a terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from aidcli.display.printable import printable


def test_control_characters_become_pictures_and_line_feeds_stay() -> None:
    assert printable("\x1b[31mred\x07\tx\r\ny\x7f\x9b2J\u202e\u200b") == "␛[31mred␇␉x␍\ny␡\ufffd2J\ufffd\ufffd"


def is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


@given(st.text(st.characters(codec=None) | st.sampled_from("\u202e\u200b\ufeff\u2028\u00ad\u2066")))
def test_no_control_character_is_left_and_all_else_stays(text: str) -> None:
    safe = printable(text)
    assert [char for char in safe if is_hidden(char)] == ["\n"] * text.count("\n")
    assert all(new == old for old, new in zip(text, safe, strict=True) if not is_hidden(old))
