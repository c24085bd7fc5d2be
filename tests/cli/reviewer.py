"""What a person types to review the shipped article: `python -m tests.cli.reviewer` prints the number of keys.

The person answers as the shipped figures were curated: takes what is one of them, after correcting unit, sector, measure,
period and whole where the draft has others, and refuses everything else.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from aidcli.changes.review import ASKED, Review
from aidcli.model.figure import Figure
from aidcli.model.seeds import shipped_figures
from aidcli.prose.drafts import draft_records
from aidcli.prose.reader import read_text
from tests.made import held
from tests.prose.scoring import ARTICLE, VOCABULARY
from tests.running import environment, ours

COMPARED = ("value", "upper", "unit", "bound", "sector", "measure", "period")
COMMAND = ["extract", str(ARTICLE), "--review", "--source", "shanxi", "--date", "2023-09"]


def by_place() -> dict[tuple[int | None, int | None], Figure]:
    """Return the shipped figures by their place in the article."""
    return {(figure.line, figure.start): figure for figure in shipped_figures()}


def answers() -> Iterator[str]:
    """Yield each line that the person types."""
    review = Review(draft_records(list(read_text(ARTICLE.read_text("utf-8"), VOCABULARY, "2023-09")), "shanxi").all, ASKED)
    curated = by_place()
    drafted = {
        curated[place].id: each.record["id"] for each in review.all if (place := (each.record["line"], each.record["start"])) in curated
    }
    for at in review.asked:
        record = review.all[at].record
        figure = curated.get((record["line"], record["start"]))
        if figure is None:
            yield "n"
            continue
        edits = {key: getattr(figure, key) for key in COMPARED[2:] if getattr(figure, key) != record[key]}
        if edits:
            yield "e " + " ".join(f"{key}={value or ''}" for key, value in edits.items())
        if (whole := drafted.get(figure.part_of or "")) != record["part_of"]:
            yield f"p {whole or 0}"
        yield "y"


def compared(store: Path) -> Mapping[str, int]:
    """Return how many figures of a store are those that ship, and of these how many are right in all that is compared."""
    curated = by_place()
    figures = {(each["line"], each["start"]): each for each in held(store).values()}
    expected = {at: [getattr(curated[at], key) for key in COMPARED] for at in figures if at in curated}
    told = {at: [each.get(key, "exact" if key == "bound" else None) for key in COMPARED] for at, each in figures.items()}
    right = sum(told[at] == each for at, each in expected.items())
    return {"figures": len(figures), "shipped": len(figures.keys() & curated.keys()), "right": right}


def reviewed(store: Path, lines: Sequence[str]) -> int:
    """Review the article on a terminal, typing a line at each question; return the status."""
    terminal, theirs = os.openpty()
    with subprocess.Popen(ours(*COMMAND), stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL, env=environment(store)) as program:
        os.close(theirs)
        pending, said = list(lines), b""
        with suppress(OSError):  # Linux ends the reading of a terminal that nobody holds any more so.
            while piece := os.read(terminal, 10000):
                said += piece
                if said.rstrip().endswith(b"?]?"):
                    os.write(terminal, f"{pending.pop(0) if pending else 'q'}\n".encode())
                    said = b""
        status = program.wait()
    os.close(terminal)
    return status


def main() -> None:
    """Review the article on a terminal, and print what it took."""
    lines = list(answers())
    with tempfile.TemporaryDirectory() as folder:
        for name, typed in (("each figure", lines), ("a", ["a"])):
            store = Path(folder) / f"{name}.json"
            status = reviewed(store, typed)
            keys, corrected = (sum(len(line) + 1 for line in some) for some in (typed, [line for line in typed if line[0] in "ep"]))
            print(f"{name}: {keys} keys, {corrected} of them to correct, status {status}: {dict(compared(store))}")  # noqa: T201


if __name__ == "__main__":
    main()
