"""`aidcli completion`: print the script that teaches a shell what TAB offers."""

from pathlib import Path
from typing import Annotated, Final

import typer

from aidcli.cli.teaching import exemplified
from aidcli.model.codes import one_of

SCRIPTS: Final = {file.suffix[1:]: file for file in sorted((Path(__file__).parents[1] / "shells").iterdir())}


@exemplified(
    {
        "For bash": "aidcli completion bash > aidcli.bash",
        "For zsh, in a folder of $fpath": "aidcli completion zsh > _aidcli",
        "For fish": "aidcli completion fish > aidcli.fish",
    }
)
def completion(shell: Annotated[str, typer.Argument(help="bash, zsh or fish.", metavar="SHELL")]) -> None:
    """Print the script that lets a shell complete words with TAB.

    It completes commands, options, codes, labels and ids. Its first lines say where it goes. No file is changed.
    """
    typer.echo(SCRIPTS[one_of("shell", shell, SCRIPTS)].read_text("utf-8"), nl=False)
