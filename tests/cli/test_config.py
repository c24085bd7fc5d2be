"""Settings of the user's own: which one goes before which, a file that is kept as it is, and every way it can be wrong."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aidcli.cli.settings import SETTINGS, changed_text, parse_settings, read_settings, settings_path
from tests.made import record, write
from tests.running import Ask, environment, ours, run

HERE = Path("config/aidcli/config.toml")


@pytest.fixture(autouse=True)
def read_anew() -> None:
    read_settings.cache_clear()


def says(text: str | bytes) -> None:
    HERE.parent.mkdir(parents=True, exist_ok=True)
    HERE.write_bytes(text if isinstance(text, bytes) else text.encode())


def origins(aidcli: Ask, *words: str, **settings: str) -> dict[str, tuple[str, str]]:
    lines = aidcli("config", *words, **settings).stdout.splitlines()[1:]
    return {key: (value, origin) for key, value, origin in (line.split(",") for line in lines)}


def test_the_file_is_where_platformdirs_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_path() == platformdirs.user_config_path("aidcli", appauthor=False) / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")  # Which the XDG specification says to ignore.
    assert settings_path() == platformdirs.user_config_path("aidcli", appauthor=False) / "config.toml"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_path() == platformdirs.user_config_path("aidcli", appauthor=False) / "config.toml"


def test_an_option_goes_before_the_environment_which_goes_before_the_file(aidcli: Ask) -> None:
    csv = ("--format", "csv", "--fields", "key,value,origin")
    assert origins(aidcli, *csv)["lang"] == ("en", "default")
    says('lang = "zh"\n')
    read_settings.cache_clear()
    assert origins(aidcli, *csv)["lang"] == ("zh", "file")
    assert origins(aidcli, *csv, LANG="en_GB.UTF-8")["lang"] == ("zh", "file")
    assert origins(aidcli, *csv, AIDCLI_LANG="en")["lang"] == ("en", "environment")
    assert origins(aidcli, *csv, "--lang", "zh", AIDCLI_LANG="en")["lang"] == ("zh", "option")


def test_a_store_a_format_and_a_language_that_are_set_are_used(aidcli: Ask, tmp_path: Path) -> None:
    write(tmp_path / "mine.json", [record("old", 5)])
    assert aidcli("config", "db", "mine.json").exit_code == 0
    aidcli("config", "format", "csv")
    assert aidcli("list", "--fields", "id").stdout == "id\nold\n"
    (tmp_path / "elsewhere").mkdir()
    os.chdir("elsewhere")
    assert aidcli("list", "--fields", "id", "--no-header").stdout == "old\n"
    assert aidcli("list", "--json", "--fields", "id").stdout == '[\n{"id":"old"}\n]\n'


def test_a_store_in_the_file_may_be_relative_to_it_or_at_home(aidcli: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for text, folder in (('db = "a.json"', HERE.parent), ('db = "~/a.json"', tmp_path)):
        says(text)
        read_settings.cache_clear()
        write(folder / "a.json", [record("old", 5)])
        assert aidcli("list", "--format", "csv", "--fields", "id").stdout == "id\nold\n"


def test_setting_and_unsetting_keep_comments_and_other_lines(aidcli: Ask) -> None:
    says('# mine\nlang = "en" # for now\nformat = "csv"\n')
    assert aidcli("config", "lang", "zh").exit_code == 0
    assert HERE.read_text() == '# mine\nformat = "csv"\nlang = "zh"\n'
    assert aidcli("config", "--unset", "lang").stderr == f"aidcli: 已从 '{Path.cwd() / HERE}' 中删除 lang\n"
    assert HERE.read_text() == '# mine\nformat = "csv"\n'
    assert "nothing to change" in aidcli("config", "--unset", "lang").stderr


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("lang = zh", 3, "is not a file of settings: "),
        (b'lang = "\xff"', 3, "is not a file of settings: it is not UTF-8; correct it or remove it"),
        ('lnag = "zh"', 2, "unknown setting 'lnag' in '"),
        ('lang = "de"', 2, "lang is 'de' in '"),
        ("pager = 3", 2, "pager is 3 in '"),
        ('[db]\nx = "y"', 2, "db is {'x': 'y'} in '"),
        ('db = "nowhere.json"', 3, "which 'aidcli config' has as db; create it with 'aidcli add'"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(aidcli: Ask, text: str | bytes, status: int, said: str) -> None:
    says(text)
    result = aidcli("list")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (status, "", 1)
    assert said in result.stderr
    assert str(HERE.parent) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_wrong_line_is_removed_by_the_command_that_the_error_names(aidcli: Ask) -> None:
    says('lnag = "zh"\nfromat = "csv"\n')
    aidcli("config", "--unset", "lnag")
    aidcli("config", "--unset", "fromat")
    assert HERE.read_text() == ""
    assert aidcli("list").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lang", "de"), "unknown language 'de'; choose from en, zh"),
        (("lnag", "zh"), "unknown setting 'lnag'; did you mean 'lang'?"),
        (("--unset", "lnag"), "unknown setting 'lnag'; did you mean 'lang'?"),
        (("lang", ""), "lang cannot be set to nothing; 'aidcli config --unset lang' removes it"),
        (("lang", "zh", "--unset", "lang"), "--unset removes one key"),
        (("pager", "\udcff"), "is not UTF-8; choose another"),
    ],
)
def test_what_cannot_be_set_is_refused(aidcli: Ask, words: tuple[str, ...], said: str) -> None:
    result = aidcli("config", *words)
    assert (result.exit_code, HERE.exists()) == (2, False)
    assert said in result.stderr


def test_a_line_that_cannot_be_told_from_others_is_left_alone(aidcli: Ask) -> None:
    says(text := 'pager = """\nlang = "en"\n"""\n')
    assert aidcli("config", "lang", "zh").exit_code == 3
    assert HERE.read_text() == text


def test_a_token_is_not_shown(aidcli: Ask) -> None:
    aidcli("config", "db", "sc://host:15002/;token=secret?path=/figures")
    shown = aidcli("config", "db", "--format", "value").stdout
    assert shown == "sc://host:15002?path=/figures\n"


def test_a_run_without_a_file_neither_reads_toml_nor_asks_for_the_folder() -> None:
    code = f"import runpy, sys; sys.argv = ['aidcli', *{['list', '--db', 'a.json']!r}]\n"
    code += "try: runpy.run_module('aidcli.cli.app', run_name='x')['run']()\nexcept SystemExit: pass\n"
    code += "print(sorted({'tomllib', 'platformdirs'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], env=environment(), check=True, capture_output=True, text=True).stdout == "[]\n"


def test_a_pipe_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config" / "aidcli" / "config.toml").mkdir(parents=True)
    result = run(ours("list"), env={"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert (result.returncode, result.stdout) == (3, "")
    assert "Is a directory" in result.stderr


texts = st.dictionaries(st.sampled_from(list(SETTINGS)), st.text(min_size=1).filter(lambda text: text.isprintable() or "\n" in text))


@given(texts, st.sampled_from(list(SETTINGS)), st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_law_only_the_one_key_changes(settings: dict[str, Any], key: str, value: str | None) -> None:
    path, text = Path("x"), ""
    for each, held in settings.items():
        text = changed_text(path, text, each, held)
    assert parse_settings(path, text) == settings
    after = parse_settings(path, changed_text(path, text, key, value))
    assert after == {each: held for each, held in settings.items() if each != key} | ({key: value} if value else {})
