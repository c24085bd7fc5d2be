"""Print how well the reader reads: `python -m tests.prose [--faults] [--article FILE]`."""

import argparse
from pathlib import Path

from tests.prose.scoring import Annotated, article, corpus, score

parser = argparse.ArgumentParser(prog="python -m tests.prose", description="Score the reader of prose.")
parser.add_argument("--article", type=Path, help="the text of the shipped article, to score it too")
parser.add_argument("--faults", nargs="?", const="", help="list what was wrong; with a word, only faults that contain it")
parser.add_argument("--unseen", action="store_true", help="list the faults of the unseen texts too")
options = parser.parse_args()


def parts() -> dict[str, list[Annotated]]:
    """Return the sets of texts that are scored apart."""
    tuned, unseen = corpus(unseen=False), corpus(unseen=True)
    sets = {
        f"{lang}, {name}": [text for text in texts if text.name.startswith(lang)]
        for name, texts in (("tuned", tuned), ("unseen", unseen))
        for lang in ("zh", "en")
    }
    return ({"article": [article(options.article)]} if options.article else {}) | sets


for name, texts in parts().items():
    total = score(texts)
    print(f"\n{name}: {len(texts)} texts, {sum(len(text.expected) for text in texts)} quantities")
    for row in total.rows():
        print("  {:<10} {:>6}  {}".format(*row))
    if options.faults is not None and (options.unseen or "unseen" not in name):
        print("\n".join(f"    {fault}" for fault in total.faults if options.faults in fault))
