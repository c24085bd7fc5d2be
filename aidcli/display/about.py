"""Settings, and the store in use, as tables. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

from aidcli.display import wording
from aidcli.display.speech import Speech
from aidcli.display.table import Column, Table
from aidcli.display.wording import Phrase
from aidcli.model.figure import Record

SETTING_KEYS: Final = ("key", "value", "origin", "name")
INFO_KEYS: Final = (
    "store",
    "kind",
    "origin",
    "name",
    "count",
    "sources",
    "measures",
    "codes",
    "size",
    "undo",
    "redo",
    "command",
    "changed",
)
ORIGINS: Final[Mapping[str, Phrase]] = {
    "option": ("option", "选项"),
    "environment": ("environment", "环境变量"),
    "file": ("settings file", "设置文件"),
    "default": ("default", "默认"),
}
"""What decides a setting, by the words of machine formats."""
KINDS_OF_STORE: Final[Mapping[str, Phrase]] = {
    "seeds": ("the figures that ship with aidcli; the first change makes it", "aidcli 自带的数据；首次更改时建立此文件"),
    "file": ("file", "文件"),
    "folder": ("folder for an engine", "引擎文件夹"),
    "server": ("server", "服务器"),
}
"""What a store is, by the words of machine formats."""
ORIGIN_NAMED: Final = ("{origin} {name}", "{origin} {name}")
SETTINGS_FILE: Final = ("Settings file: {path}", "设置文件：{path}")
NO_SETTINGS_FILE: Final = ("Settings file (does not exist): {path}", "设置文件（尚不存在）：{path}")
COUNT_OF: Final = ("{name}: {count}", "{name}：{count}")
COMMAND_AT: Final = ("{command}, {changed}", "{command}，{changed}")
NAMED_CODES: Final = 15
"""Sources, and measures, that people see; machine formats have all."""


class SettingRow(NamedTuple):
    """A setting, its value, what decides it (a key of ORIGINS), and the name of the option, variable or file that does."""

    key: str
    value: str | None
    origin: str
    name: str


class Past(NamedTuple):
    """What a store is, and what became of it. Numbers are None where they are not known, as of a server."""

    kind: str
    """A key of KINDS_OF_STORE."""
    size: int | None = None
    """Bytes."""
    undo: int | None = None
    """The number of changes that can be undone."""
    redo: int | None = None
    command: str | None = None
    """The last change, and when it was made."""
    changed: str | None = None


class StoreInfo(NamedTuple):
    """The store in use and its contents."""

    store: str
    origin: str
    name: str
    """What chose the store, as in SettingRow."""
    sources: Mapping[str, int]
    """The number of figures by source."""
    measures: Mapping[str, int]
    """The number of figures by measure."""
    codes: int
    """The number of codes and sources that do not ship with aidcli."""
    past: Past


def of_settings(rows: Sequence[SettingRow], path: str, speech: Speech, *, exists: bool) -> Table:
    """Return a table of one setting a row; `path` is the file of settings, and `exists` says whether it does."""
    columns = [
        Column("key", speech.say(wording.SETTING), lambda row: row.key),
        Column("value", speech.say(wording.SET_TO), lambda row: row.value or ""),
        speech.column("origin", lambda row: _origin(row.origin, row.name, speech)),
        speech.column("name"),
    ]
    footer = [speech.say(SETTINGS_FILE if exists else NO_SETTINGS_FILE, path=path)]
    return Table(rows, SETTING_KEYS, lambda row: row._asdict() | {"name": row.name or None}, columns, SETTING_KEYS[:3], footer=footer)


def _origin(origin: str, name: str, speech: Speech) -> str:
    said = speech.say(ORIGINS[origin])
    return speech.say(ORIGIN_NAMED, origin=said, name=name) if name and origin != "file" else said


def of_info(info: StoreInfo, speech: Speech) -> Table:
    """Return a card that tells what a store is and holds."""
    record = _info_record(info)

    def number(key: str) -> Column:
        return speech.column(key, lambda _: "" if record[key] is None else f"{record[key]:,}")

    def counted(key: str, kind: str) -> Column:
        return speech.column(key, lambda row: "\n".join(_counts(getattr(row, key), kind, speech)))

    columns = [
        speech.column("store"),
        speech.column("kind", lambda row: speech.say(KINDS_OF_STORE[row.past.kind])),
        speech.column("origin", lambda row: _origin(row.origin, row.name, speech)),
        speech.column("name"),
        speech.column("count", lambda row: f"{sum(row.sources.values()):,}"),
        counted("sources", "source"),
        counted("measures", "measure"),
        *map(number, ("codes", "size", "undo", "redo")),
        Column("command", speech.say(wording.LAST_CHANGE), lambda row: _last_change(row.past, speech)),
        speech.column("changed", lambda row: row.past.changed or ""),
    ]
    shown = [key for key in INFO_KEYS if key not in ("name", "changed")]
    return Table([info], INFO_KEYS, lambda _: record, columns, shown, card=True)


def _counts(counts: Mapping[str, int], kind: str, speech: Speech) -> Iterator[str]:
    """Yield a line for each of the first codes, then the number of the others."""
    for code, number in islice(counts.items(), NAMED_CODES):
        yield speech.say(COUNT_OF, name=speech.code(kind, code), count=f"{number:,}")
    if (rest := len(counts) - NAMED_CODES) > 0:
        yield speech.say(wording.AND_MORE, rest=rest, count=len(counts)).strip()


def _last_change(past: Past, speech: Speech) -> str:
    return speech.say(COMMAND_AT, command=past.command, changed=past.changed) if past.command else ""


def _info_record(info: StoreInfo) -> Record:
    held = info._asdict() | info.past._asdict() | {"name": info.name or None, "count": sum(info.sources.values())}
    for key, kind in (("sources", "source"), ("measures", "measure")):
        held[key] = [{kind: code, "count": number} for code, number in held[key].items()]
    return {key: held[key] for key in INFO_KEYS}
