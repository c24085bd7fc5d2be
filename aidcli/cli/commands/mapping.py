"""`aidcli mapping`: draft how the columns of a file become figures, or show an example."""

from typing import Annotated

import typer

from aidcli.cli.choosing import store_before_change
from aidcli.cli.options import Text, flag, option
from aidcli.cli.output import print_text
from aidcli.cli.settings import choose
from aidcli.cli.teaching import exemplified
from aidcli.errors import Usage
from aidcli.exchange.drafting import draft_mapping
from aidcli.exchange.mapping import Layout
from aidcli.exchange.reading import FILE_FORMATS, InputFile, format_of
from aidcli.exchange.tables import open_table
from aidcli.model.codes import one_of
from aidcli.model.seeds import mapping_examples

FileOrExample = Annotated[
    str | None, typer.Argument(help="A file, - for standard input, or the name of an example.", metavar="[FILE]", show_default=False)
]


@exemplified(
    {
        "A draft for your own table": "aidcli mapping projects.csv > projects.toml",
        "The examples there are": "aidcli mapping --examples",
        "One of them": "aidcli mapping --examples ocha-fts > flows.toml",
    }
)
def mapping(
    file: FileOrExample = None,
    db: Annotated[Text, option("The store whose codes are known, instead of AIDCLI_DB or your own.", "FILE")] = None,
    source_format: Annotated[
        Text, typer.Option("--from", help=f"The file's format: {', '.join(FILE_FORMATS)}.", metavar="FORMAT", show_default=False)
    ] = None,
    sheet: Annotated[Text, option("The sheet of a workbook; by default the first.", "TITLE")] = None,
    header: Annotated[
        int,
        typer.Option(
            help="The row that names the columns; by default the first of several cells.", metavar="NUMBER", min=0, show_default=False
        ),
    ] = 0,
    encoding: Annotated[Text, option("The file's encoding; by default UTF-8, UTF-16 or GB18030, as its bytes tell.", "NAME")] = None,
    examples: Annotated[bool, flag("List the examples of files that others publish; with a name, print that one.", "--examples")] = False,
) -> None:
    """Draft how the rows of a file become figures; writes nothing.

    Save the draft beside the file, check it, and import by it: 'aidcli mapping aid.csv > aid.toml', then
    'aidcli import aid.csv'. 'aidcli mapping --examples ocha-fts > flows.toml' copies an example.
    """
    if examples:
        print_text(_examples(file))
    elif file is None:
        raise Usage("name a file to draft a mapping for, or give --examples", "请指明要起草映射的文件，或给 --examples")
    else:
        name = one_of("format", source_format, FILE_FORMATS) if source_format else format_of(file, "--from", FILE_FORMATS)
        layout = Layout(sheet=sheet or "", header=header, encoding=encoding or "")
        lang = choose("lang").value or "en"
        with store_before_change(db) as store:
            print_text(draft_mapping(file, open_table(InputFile(file), name, layout), layout, store.codes, lang))


def _examples(name: str | None) -> str:
    """Return an example, or the list of all with what each is for."""
    texts = mapping_examples()
    if name is not None:
        return texts[one_of("example", name, texts)]
    widest = max(map(len, texts))
    return "".join(f"{each:{widest}}  {text.splitlines()[0].lstrip('# ')}\n" for each, text in texts.items())
