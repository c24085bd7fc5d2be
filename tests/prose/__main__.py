"""Print how well the reader reads: `python -m tests.prose [--faults [WORD]] [--unseen] [--text NAME]`."""

import argparse
from collections.abc import Iterator

from tests.prose.scoring import ARTICLE, Annotated, article, corpus, score


def parts() -> Iterator[tuple[str, list[Annotated]]]:
    """Yield the sets of texts that are scored apart, with their names."""
    if ARTICLE.exists():
        yield "article", [article()]
    for name, unseen in (("tuned", False), ("unseen", True)):
        texts = corpus(unseen=unseen)
        for lang in ("zh", "en"):
            yield f"{lang}, {name}", [text for text in texts if text.name.startswith(lang)]


def main() -> None:
    """Print the scores of each set."""
    parser = argparse.ArgumentParser(prog="python -m tests.prose", description="Score the reader of prose.")
    parser.add_argument("--faults", nargs="?", const="", help="list what was wrong; with a word, only faults that contain it")
    parser.add_argument("--unseen", action="store_true", help="list the faults of the unseen texts too")
    parser.add_argument("--text", default="", metavar="NAME", help="score only the texts whose name contains NAME")
    options = parser.parse_args()
    for name, texts in parts():
        if not (texts := [text for text in texts if options.text in text.name]):
            continue
        total = score(texts)
        print(f"\n{name}: {len(texts)} texts, {sum(len(text.expected) for text in texts)} quantities")
        for row in total.rows():
            print("  {:<10} {:>6}  {}".format(*row))
        if options.faults is not None and (options.unseen or "unseen" not in name):
            print("\n".join(f"    {fault}" for fault in total.faults if options.faults in fault))


if __name__ == "__main__":
    main()
