"""The one place where a refusal, ours or Typer's, becomes words and a status."""

import errno
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Final

import typer

from aidcli.errors import STANDARD_OUTPUT, Bilingual, Refusal, Unwritable, in_language, join_texts, join_words

_OF_STREAMS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""How writing to standard output fails; an error of a file names the file."""
_UsageError: Final[Any] = typer.BadParameter.__mro__[1]  # Typer vendors Click and exports no name for this one.
_SAID_BY_TYPER: Final = (
    (
        "No such option: (?P<name>.+?) \\(Possible options: (?P<near>.+)\\)",
        "no such option '{name}'; did you mean {near}?",
        "没有选项 '{name}'；是否指 {near}？",
    ),
    ("No such option: (?P<name>.+)", "no such option '{name}'", "没有选项 '{name}'"),
    ("Option '(?P<name>.+)' requires an argument\\.", "option '{name}' requires an argument", "选项 '{name}' 需要一个值"),
    ("Option '(?P<name>.+)' does not take a value\\.", "option '{name}' does not take a value", "选项 '{name}' 不带值"),
    ("Missing argument '(?P<name>[A-Z]+)(?:\\.\\.\\.)?'\\.", "missing argument {name}", "缺少参数 {name}"),
    ("Missing option '(?P<name>.+)'\\.", "missing option '{name}'", "缺少选项 '{name}'"),
    ("Got unexpected extra argument(?:\\(s\\))? \\((?P<words>.+)\\)", "got unexpected extra argument ({words})", "多余的参数（{words}）"),
    ("Got unexpected extra arguments \\((?P<words>.+)\\)", "got unexpected extra arguments ({words})", "多余的参数（{words}）"),
    (
        "Invalid value for '(?P<name>.+?)': (?P<word>.+) is not a valid int(?:eger)?(?: range)?\\.",
        "invalid value for '{name}': {word} is not a whole number",
        "'{name}' 的值无效：{word} 不是整数",
    ),
    (
        "Invalid value for '(?P<name>.+?)': (?P<word>.+) is not in the range (?P<range>.+)\\.",
        "invalid value for '{name}': {word} is not in the range {range}",
        "'{name}' 的值无效：{word} 不在范围 {range} 内",
    ),
)
"""What Typer says of a command line, and how we say it."""


@contextmanager
def boundary(words: Sequence[str]) -> Iterator[None]:
    """Turn refusals, and Typer's own, into one line and a status; let everything else pass, for a bug must stay a traceback.

    `words` is the command line, which may say in what language.
    """
    try:
        yield
    except Refusal as refusal:
        raise _ended(refusal.text, refusal.status, words) from None
    except _UsageError as error:
        raise _ended(_usage(error), 2, words) from None
    except typer.Abort:  # At a prompt, where Typer would end with the status of a question that found nothing.
        typer.echo(err=True)
        raise typer.Exit(130) from None
    except OSError as error:
        if error.errno not in _OF_STREAMS or error.filename is not None:
            raise
        sys.stdout = io.StringIO()  # Else the interpreter tries again on its way out, and fails with a traceback.
        raise _ended(Unwritable(STANDARD_OUTPUT, error).text, Unwritable.status, words) from None


def _ended(text: Bilingual, status: int, words: Sequence[str]) -> typer.Exit:
    from aidcli.cli.output import tell  # Not at the top: --version, --help and completion do without all that this brings.

    lang = language_of_errors(words)
    tell(f"{'错误：' if lang == 'zh' else 'error: '}{in_language(text, lang)}")
    return typer.Exit(status)


def language_of_errors(words: Sequence[str]) -> str:
    """Return `en` or `zh`: what the command line asks for, even one that cannot be parsed, else what is set.

    What is no language, and settings that cannot be read, are errors of their own: they are told in the language of the locale.
    """
    from aidcli.cli.settings import LANGUAGES, choose, language_of_locale

    options = words[: words.index("--")] if "--" in words else words
    given = ((word, after) if word == "--lang" else word.split("=", 1) for word, after in pairwise([*options, ""]))
    typed = (pair[-1] for pair in given if pair[0] == "--lang")
    if asked := next((word for word in typed if word in LANGUAGES), None):
        return asked
    try:
        return choose("lang").value or "en"
    except Refusal:
        return language_of_locale() or "en"


def _usage(error: Any) -> Bilingual:
    """Return Typer's words in the form of ours: lower case, the thing in quotes, the remedy."""
    command = error.ctx.command_path if error.ctx else "aidcli"
    said: str = error.format_message()
    if said == "No such option: -v":
        said += " (Possible options: --version)"
    words = _words(said)
    if words.endswith("requires an argument"):
        remedy = Bilingual("give it one", "请给出")
    elif command == "aidcli":
        remedy = Bilingual("options go after the command", "选项要放在命令之后")
    else:
        remedy = Bilingual("'{command} --help' shows what there is", "见 '{command} --help'", command=command)
    return join_texts([words, remedy], *((" ", "") if words.endswith("?") else ("; ", "；")))


def _words(said: str) -> Bilingual:
    for form, en, zh in _SAID_BY_TYPER:
        if match := re.fullmatch(form, said, re.DOTALL):
            parts = match.groupdict()
            if near := parts.get("near"):
                parts["near"] = join_words(near.split(", "))
            return Bilingual(en, zh, **parts)
    return Bilingual("{said}", "{said}", said=said[:1].lower() + said[1:].rstrip("."))
