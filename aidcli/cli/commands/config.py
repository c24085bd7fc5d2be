"""`aidcli config`: show and change settings."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from aidcli.changes.typed import is_unicode
from aidcli.cli.boundary import language_of_errors
from aidcli.cli.choosing import default_path, is_address, without_secrets
from aidcli.cli.options import Answer, Text, option, spread
from aidcli.cli.output import note, reply
from aidcli.cli.settings import (
    SETTINGS,
    Choice,
    changed_text,
    choose,
    parse_settings,
    read_settings,
    settings_path,
    settings_text,
    valid_word,
)
from aidcli.cli.teaching import exemplified, headed
from aidcli.display.about import SettingRow, of_settings
from aidcli.display.speech import Speech
from aidcli.errors import Bilingual, Usage
from aidcli.model.codes import Codebook, one_of
from aidcli.model.seeds import shipped_codes
from aidcli.store.atomic import held, replace

_SET: Final = ("set {key}{setting} in '{path}'", "已在 '{path}' 中设置 {key}{setting}")
_UNSET: Final = ("removed {key}{setting} in '{path}'", "已从 '{path}' 中删除 {key}{setting}")
_SAME: Final = ("nothing to change: {key}{setting} in '{path}'", "无须更改：'{path}' 中的 {key}{setting}")


@exemplified(
    {
        "Every setting, and where it comes from": "aidcli config",
        "Answers in Chinese from now on": "aidcli config lang zh",
        "Back to the default": "aidcli config --unset lang",
    }
)
@headed("Changes")
@spread
def config(
    answer: Answer,
    key: Annotated[Text, typer.Argument(help=f"{', '.join(SETTINGS)}; all by default.", metavar="[KEY]", show_default=False)] = None,
    value: Annotated[Text, typer.Argument(help="What to set it to.", metavar="[VALUE]", show_default=False)] = None,
    unset: Annotated[Text, option("Remove this key from the file of settings.", "KEY")] = None,
) -> None:
    """Show settings and where each comes from, or change one.

    An option goes before an environment variable, which goes before the file of settings, which goes before the default.
    """
    if unset is not None:
        if key is not None:
            raise Usage(
                "--unset removes one key; try 'aidcli config --unset {key}'",
                "--unset 删除一项；请用 'aidcli config --unset {key}'",
                key=unset,
            )
        _change(unset, None, answer.lang or language_of_errors(()))
    elif value is not None:
        known = one_of("setting", key or "", SETTINGS)
        _change(known, _checked(known, value), answer.lang or language_of_errors(()))
    else:
        path = settings_path()
        keys = SETTINGS if key is None else [one_of("setting", key, SETTINGS)]
        rows = [SettingRow(each, *_shown(each, answer)) for each in keys]
        reply(of_settings(rows, _from_home(path), Speech(Codebook(shipped_codes), answer.language), exists=path.exists()), answer)


def _shown(key: str, answer: Answer) -> Choice:
    """Return what is chosen under a key; of an address without its parameters, which may hold a token."""
    option = answer.asked if key == "format" else getattr(answer, key, None)
    choice = choose(key, option)
    if key == "db":
        return choice._replace(value=without_secrets(choice.value) if choice.value else str(default_path()))
    return choice


def _change(key: str, value: str | None, lang: str) -> None:
    """Set a key, or with None remove it, and say so in `lang`; every other line of the file stays."""
    named = settings_path()
    path = Path(os.path.realpath(named))
    with held(path):
        before = settings_text(path)
        if value is None and key not in parse_settings(path, before):
            one_of("setting", key, SETTINGS)
        after = changed_text(path, before, key, value)
        if after != before:
            replace(path, [after.encode()], like=path)
            read_settings.cache_clear()
    done = _SAME if after == before else _UNSET if value is None else _SET
    setting = Bilingual(" to {value!r}", "（{value!r}）", value=without_secrets(value)) if value is not None else ""
    note(Bilingual(*done, key=key, setting=setting, path=_from_home(named)), lang)


def _from_home(path: Path) -> str:
    """Return a path, that of the home folder as `~`."""
    return f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def _checked(key: str, value: str) -> str:
    """Return a value as the file keeps it; raises UnknownWord or Usage where the key cannot have it."""
    if not value:
        raise Usage(
            "{key} cannot be set to nothing; 'aidcli config --unset {key}' removes it",
            "{key} 不能设为空；'aidcli config --unset {key}' 可删除它",
            key=key,
        )
    if not is_unicode(value):
        raise Usage("{value!r} is not UTF-8; choose another", "{value!r} 不是 UTF-8；请另选", value=value)
    if SETTINGS[key].valid:
        return valid_word(key, value)
    # The settings hold in every folder. Links are kept.
    return value if key != "db" or is_address(value) else os.path.abspath(Path(value).expanduser())  # noqa: PTH100
