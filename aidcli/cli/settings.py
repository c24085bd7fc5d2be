"""Settings: what decides where no option does. A variable goes before the user's file of settings, which goes before the default."""

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from aidcli.display.formats import WRITERS
from aidcli.errors import BadSettings, Bilingual, UnknownSetting, Unreadable, WrongSetting
from aidcli.model.codes import near, one_of

LANGUAGES: Final = ("en", "zh")


class _Setting(NamedTuple):
    """What may be set under one key."""

    variable: str
    """The environment variable that goes before the file."""
    valid: tuple[str, ...] = ()
    """The words that it may be; without any, every text is valid."""
    default: str | None = None
    shared: tuple[str, ...] = ()
    """The variables of all programs, which go after the file."""


SETTINGS: Final[Mapping[str, _Setting]] = {
    "db": _Setting("AIDCLI_DB"),
    "lang": _Setting("AIDCLI_LANG", LANGUAGES, "en", ("LC_ALL", "LC_MESSAGES", "LANG")),
    "format": _Setting("AIDCLI_FORMAT", tuple(WRITERS), "table"),
    "pager": _Setting("AIDCLI_PAGER", (), "less -FRX", ("PAGER",)),
}


class Choice(NamedTuple):
    """The value under a key, and what decides it: the `origin`, one of ORIGINS, and the name of the option, variable or file."""

    value: str | None
    origin: str = "default"
    name: str = ""


def choose(key: str, option: str | None = None) -> Choice:
    """Return what is chosen under a key: the option, else what the environment or the file says, else the default.

    Raises UnknownWord for a word that is not valid, and what `read_settings` does.
    """
    setting = SETTINGS[key]
    asked = (option, "option", f"--{key}"), (os.environ.get(setting.variable), "environment", setting.variable)
    for value, origin, name in asked:
        if value:
            return Choice(valid_word(key, value) if setting.valid else value, origin, name)
    if (path := settings_path()) and (value := read_settings(path).get(key)):
        return Choice(value, "file", str(path))
    for name in setting.shared:
        if value := os.environ.get(name):
            return Choice(("zh" if value.startswith("zh") else "en") if key == "lang" else value, "environment", name)
    return Choice(setting.default)


def language_of_locale() -> str | None:
    """Return `en` or `zh`, as the locale says; None where none is set."""
    locale = next(filter(None, map(os.environ.get, SETTINGS["lang"].shared)), None)
    return locale and ("zh" if locale.startswith("zh") else "en")


def valid_word(key: str, word: str) -> str:
    """Return a word that a key may have as its value; raises UnknownWord."""
    return one_of("language" if key == "lang" else key, word, SETTINGS[key].valid)


def settings_path() -> Path:
    """Return the path of the user's file of settings."""
    if sys.platform == "darwin" or os.name == "nt":
        from platformdirs import user_config_path

        return user_config_path("aidcli", appauthor=False) / "config.toml"
    # What platformdirs returns, too; to import it takes 5 ms, a tenth of a quick lookup.
    named = os.environ.get("XDG_CONFIG_HOME", "").strip()
    return Path(named if os.path.isabs(named) else "~/.config").expanduser() / "aidcli" / "config.toml"  # noqa: PTH117 - as text.


@cache
def read_settings(path: Path) -> dict[str, str]:
    """Return the settings in a file, none where it does not exist; raises BadSettings, Unreadable or what `refuse_setting` does."""
    found = parse_settings(path, settings_text(path))
    for key, value in found.items():
        refuse_setting(path, key, value)
    if db := found.get("db"):
        found["db"] = db if db.startswith("sc://") else str(path.parent / Path(db).expanduser())
    return found


def settings_text(path: Path) -> str:
    """Return the text of a file of settings, empty where it does not exist; raises BadSettings or Unreadable."""
    try:
        os.stat(path)  # noqa: PTH116 - the one thing that a run without such a file does.
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError:
        raise BadSettings(path, Bilingual("it is not UTF-8", "它不是 UTF-8")) from None
    except OSError as error:
        raise Unreadable(path, error) from None


def parse_settings(path: Path, text: str) -> dict[str, Any]:
    """Return the settings that a text states, unchecked; raises BadSettings, which names `path`."""
    if not text:
        return {}
    import tomllib  # Here: it takes 3 ms to import, and few have such a file.

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(path, str(error)) from None


def refuse_setting(path: Path, key: str, value: Any) -> None:
    """Raise UnknownSetting or WrongSetting where a file cannot have this value under this key."""
    if key not in SETTINGS:
        raise UnknownSetting(path, key, near(key, SETTINGS))
    valid = SETTINGS[key].valid
    if not isinstance(value, str) or not value or (valid and value not in valid):
        raise WrongSetting(path, key, value, valid)


def changed_text(path: Path, text: str, key: str, value: str | None) -> str:
    """Return the text of a file of settings with another value under a key, or none; comments and all other lines stay.

    Raises BadSettings where the line of the key cannot be told from others.
    """
    wanted = {each: held for each, held in parse_settings(path, text).items() if each != key} | ({key: value} if value else {})
    own = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*=""")
    lines = [line for line in re.split(r"(?<=\n)", text) if not own.match(line)]
    if value:
        lines.insert(
            next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines)), f"{key} = {_quoted(value)}\n"
        )
        lines = [line if line.endswith("\n") or not line else f"{line}\n" for line in lines]
    changed = "".join(lines)
    if parse_settings(path, changed) != wanted:
        raise BadSettings(path, Bilingual("the line of {key!r} cannot be told from the others", "无法辨认 {key!r} 所在的行", key=key))
    return changed


def _quoted(text: str) -> str:
    """Return a basic string of TOML, which escapes as JSON does, and DEL besides."""
    from json import dumps

    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
