"""What a person types to add the figures of a report: `python -m tests.cli.enterer` prints the number of keys.

The report is an invented one of twelve figures. They are added by a command each, then by `aidcli add` as a conversation.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from aidcli.changes.entry import Dialogue
from aidcli.changes.outline import Outline
from aidcli.cli.entering import common_codes
from aidcli.model.codes import Codebook
from aidcli.model.seeds import shipped_codes
from tests.made import held
from tests.running import on_a_terminal

TITLE = "Lin County report on aid, 2024"
SOURCE = "lin-2024"
SHARED = {"period": "2024", "provider": "shanxi", "recipient": "fukang"}
FIGURES: Sequence[Mapping[str, str]] = [
    {"value": "1.2亿元", "measure": "funding", "sector": "education", "subject": "aid for education", "line": "2"},
    {
        "value": "4800万元",
        "measure": "funding",
        "sector": "education",
        "subject": "new classrooms",
        "line": "2",
        "part_of": "education-aid",
    },
    {"value": "45名", "measure": "people-sent", "sector": "education", "subject": "teachers sent", "line": "3"},
    {"value": "近3000万元", "measure": "funding", "sector": "health", "subject": "county hospital", "line": "5"},
    {"value": "200余名", "measure": "people-trained", "sector": "health", "subject": "doctors trained", "line": "6", "period": "2023/2024"},
    {"value": "1.5万人次", "measure": "people-served", "sector": "health", "subject": "outpatients", "line": "6"},
    {"value": "超过8000万元", "measure": "investment", "sector": "tourism", "subject": "hot springs", "line": "8"},
    {"value": "12个", "measure": "projects", "sector": "tourism", "subject": "tourism projects", "line": "8"},
    {"value": "约600万元", "measure": "funding", "sector": "culture", "subject": "library", "line": "9"},
    {"value": "30场", "measure": "activities", "sector": "culture", "subject": "opera evenings", "line": "9"},
    {"value": "1500万元", "measure": "funding", "sector": "industry", "subject": "industrial park", "line": "11"},
    {"value": "300多人", "measure": "jobs", "sector": "industry", "subject": "jobs in the park", "line": "11"},
]


def commands() -> Iterator[str]:
    """Yield each line that is typed to a shell: the source, then a command a figure, without optional help such as TAB."""
    yield f'aidcli codes add source {SOURCE} --en "{TITLE}" --publisher "Lin Daily" --date 2024'
    for figure in FIGURES:
        options = {"source": SOURCE, **SHARED, **figure}
        yield "aidcli add " + " ".join(f"--{key.replace('_', '-')} {_quoted(text)}" for key, text in options.items())


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def answers() -> Iterator[str]:
    """Yield each line that is typed to the conversation: nothing for what stands in brackets, a number for what is listed."""
    codes = Codebook(shipped_codes)
    entry = Dialogue({}, codes, Outline(), common_codes({}))
    for line in (TITLE, SOURCE, "Lin Daily", "2024"):
        yield line
        entry.answer(line)
    for figure in FIGURES:
        wanted = SHARED | figure
        begun = len(entry.now.done)
        while len(entry.now.done) == begun:
            line = _answer(entry, wanted.get(entry.now.key, ""))
            yield line
            entry.answer(line)
    yield from ("", "")


def _answer(entry: Dialogue, wanted: str) -> str:
    default = "" if entry.default is None else str(entry.default)
    if wanted == default:
        return ""
    return str(entry.choices.index(wanted) + 1) if wanted in entry.choices else wanted or "-"


def keys(lines: Iterable[str]) -> int:
    """Return the number of keys that lines take, each with Enter; characters as an input method takes them, one each."""
    return sum(len(line) + 1 for line in lines)


def main() -> None:
    """Add the report on a terminal, and print the number of keys beside that of commands."""
    typed = list(answers())
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "lin.json"
        status, _ = on_a_terminal(store, ["add"], "".join(f"{line}\n" for line in typed), answered=True)
        print(f"commands: {keys(commands())} keys in {len(list(commands()))} lines")  # noqa: T201
        print(f"conversation: {keys(typed)} keys in {len(typed)} lines, status {status}, {len(held(store))} figures")  # noqa: T201


if __name__ == "__main__":
    main()
