"""Letters without their accents, for ids that people type. Pure."""

import unicodedata


def latin(text: str) -> str:
    """Return the text with its letters bare of accents: é as e; other scripts stay.

    One character is decomposed (Unicode NFKD) at a time: to order a run of combining marks takes the square of its length.
    """
    if text.isascii():
        return text
    return "".join(part for each in text for part in unicodedata.normalize("NFKD", each) if not unicodedata.combining(part))
