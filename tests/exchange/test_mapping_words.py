"""The words of a mapping: each is checked, and what is wrong is said with its place and what was probably meant."""

from pathlib import Path

import pytest

from aidcli.errors import BadRows
from aidcli.exchange.examples import fitting_examples
from aidcli.exchange.mapping import read_mapping
from aidcli.model.seeds import mapping_examples
from tests.running import Ask

FIGURE = '[[figure]]\nsector = "education"\nmeasure = "funding"\nvalue = "{Amount}"\nunit = "CNY"\nsubject = "{Name}"\n'
TABLE = "Name,Amount,Kind\nschool,5,a\nclinic,7,b\n"


def wrong(text: str) -> list[str]:
    with pytest.raises(BadRows) as refused:
        read_mapping("map.toml", text)
    head, *lines = str(refused.value).splitlines()
    assert head.startswith("'map.toml' has")
    return [line.strip() for line in lines]


def refused(aidcli: Ask, mapping: str, table: str = TABLE, *words: str) -> list[str]:
    Path("map.toml").write_text(mapping, "utf-8")
    Path("in.csv").write_text(table, "utf-8")
    result = aidcli("import", "in.csv", "--mapping", "map.toml", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    return [line.strip() for line in result.stderr.splitlines()[1:]]


@pytest.mark.parametrize("name", mapping_examples())
def test_every_example_is_sound(name: str) -> None:
    text = mapping_examples()[name]
    mapping = read_mapping(name, text)
    columns = {column for rule in mapping.figures for column in rule.columns} | {each[0] for each in mapping.conditions}
    assert name in fitting_examples(list(columns))
    assert text.startswith("# ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[file", "it is not TOML: "),
        ("", "[[figure]]: there is none"),
        (f"{FIGURE}[fil]\n", "unknown table 'fil'; did you mean 'file'"),
        (f'{FIGURE}[file]\nencodign = "x"\n', "[file]: unknown word 'encodign'; did you mean 'encoding'?"),
        (f"{FIGURE}[file]\nheader = 0\n", "[file] header: 0 is not the number of a row"),
        (f'{FIGURE}[file]\nscale = "big"\n', "[file] scale: 'big' is not a number"),
        (f'{FIGURE}[file]\ndelimiter = ",,"\n', "[file] delimiter: ',,' is not one character"),
        (f'{FIGURE}[file]\ndates = "dayfirst"\n', "[file] dates: unknown order 'dayfirst'; did you mean 'day-first'"),
        (f'{FIGURE}[file]\ndecimal = ","\nthousands = ","\n', "[file] decimal, thousands: "),
        (FIGURE.replace("value", "valeu"), "[[figure]] 1: unknown key 'valeu'; did you mean 'value'"),
        (f"{FIGURE}omit_blank = 1\n", "[[figure]] 1 omit_blank: 1 is not true or false"),
        (f"{FIGURE}note = {{a = 1}}\n", "[[figure]] 1 note: {'a': 1} is not text"),
        (f'{FIGURE}note = "{{Name"\n', "[[figure]] 1 note: '{' in '{Name' names no column"),
        (f'{FIGURE}[rows]\nKind = {{ nott = "a" }}\n', "[rows] Kind: only 'not' may stand there"),
        (f'{FIGURE}[rows]\na.0.b = "x"\n', "put the path of a nested column in quotes"),
        (f'{FIGURE}[source]\ntitel = "x"\n', "[source]: unknown key 'titel'; did you mean 'title'"),
        (f'{FIGURE}[values.sectr]\na = "b"\n', "[values]: unknown key 'sectr'; did you mean 'sector'"),
        (f"{FIGURE}[new.place]\n[new.plasces]\n", "[new]: unknown kind 'plasces'; did you mean 'places'"),
        (f'{FIGURE}[new.places]\nparnt = "x"\n', "[new.places]: unknown key 'parnt'; did you mean 'parent'"),
    ],
)
def test_a_word_out_of_place(text: str, found: str) -> None:
    assert any(each.startswith(found) or found in each for each in wrong(text)), wrong(text)


@pytest.mark.parametrize(
    ("mapping", "found"),
    [
        (FIGURE.replace("{Amount}", "{Amuont}"), "[[figure]] 1 value: the file has no column 'Amuont'; did you mean 'Amount'?"),
        (f'{FIGURE}[rows]\nKnd = "a"\n', "[rows]: the file has no column 'Knd'; did you mean 'Kind'?"),
        (FIGURE.replace("education", "educatoin"), "[[figure]] 1 sector: unknown sector 'educatoin'; did you mean 'education'?"),
        (f'{FIGURE}[values.sector]\na = "helth"\n', "[values.sector] 'a': sector: unknown sector 'helth'; did you mean 'health'?"),
        (f'{FIGURE}[values.bound]\na = "near"\n', "[values.bound] 'a': unknown bound 'near'; choose from exact, at-least"),
        (f'{FIGURE}[new.places]\nparent = "nowhere"\n', "[new.places]: unknown place 'nowhere'"),
        (FIGURE.replace('sector = "education"\n', ""), "[[figure]] 1: it has no 'sector'; add sector = \"{Column}\""),
        (f'{FIGURE}[file]\nsheet = "x"\n', "sheet: a file of the format csv has none"),
        (f'{FIGURE}[rows]\nKind = "c"\n', "[rows] Kind: no row has 'c', so none is kept"),
    ],
)
def test_a_mapping_that_does_not_fit(aidcli: Ask, store: Path, mapping: str, found: str) -> None:
    assert any(each.startswith(found) for each in refused(aidcli, mapping)), refused(aidcli, mapping)


def test_faults_are_grouped_by_column_and_value(aidcli: Ask, store: Path) -> None:
    rows = [f"s{at},{at},{'Parked' if at % 2 else f'word {at}'}" for at in range(60)]
    mapping = FIGURE.replace('"funding"', '"{Kind}"') + '[values.measure]\npaid = "disbursement"\nParkd = "commitment"\n'
    [line] = refused(aidcli, mapping, "\n".join(["Name,Amount,Kind", *rows]))
    assert line.startswith("column 'Kind' (measure): unknown measure: 'Parked' (30 rows from line 3), 'word 0' (line 2), ")
    assert "and 26 more; nearest: 'parkd'" in line


def test_never_more_than_twenty_lines(aidcli: Ask, store: Path) -> None:
    lines = refused(aidcli, FIGURE, "Name,Amount,Kind\n" + "".join(f"s{at},x{at},a\n" for at in range(300)))
    assert len(lines) <= 21


def test_identical_rows_are_taken_once_and_differing_ones_are_faults(aidcli: Ask, store: Path) -> None:
    mapping = f'{FIGURE}id = "x-{{Kind}}"\n'
    Path("map.toml").write_text(mapping, "utf-8")
    Path("in.csv").write_text(f"{TABLE}clinic,7,b\n", "utf-8")
    result = aidcli("import", "in.csv", "--mapping", "map.toml")
    assert "Identical rows, taken once: x-b." in result.stdout
    assert "figure  added         2" in result.stdout
    [line] = refused(aidcli, mapping, f"{TABLE}clinic,8,b\n")
    assert line == "id: differing rows have one id: 'x-b': line 3 and line 4; add a column to the id"


def test_ids_of_which_the_same_letters_are_left_differ(aidcli: Ask, store: Path) -> None:
    Path("map.toml").write_text(f'{FIGURE}id = "{{Kind}}"\n', "utf-8")
    Path("in.csv").write_text("Name,Amount,Kind\ns,1,a_1\ns,2,a/1\ns,3,教\ns,4,育\n", "utf-8")
    assert "figure  added         4" in aidcli("import", "in.csv", "--mapping", "map.toml").stdout


def test_a_repeated_header_row_is_a_fault(aidcli: Ask, store: Path) -> None:
    [line, *_] = refused(aidcli, FIGURE, f"{TABLE}Name,Amount,Kind\n")
    assert line == "the row repeats the names of the columns: line 4; remove it"


def test_one_row_gives_several_figures(aidcli: Ask, db: Path) -> None:
    second = (
        FIGURE.replace('"funding"', '"people-served"').replace("{Amount}", "{People}").replace('"CNY"', '"person"') + "omit_blank = true\n"
    )
    Path("map.toml").write_text(f'[file]\nscale = "1000"\n{FIGURE}{second}scale = "1"\nrows = {{ Kind = {{ not = "c" }} }}\n', "utf-8")
    Path("in.csv").write_text("Name,Amount,People,Kind\ns,1,5,a\nt,2,,a\nu,3,9,c\n", "utf-8")
    result = aidcli("import", "in.csv", "--mapping", "map.toml", "--set", "period=2020")
    assert "Read: Funding 6,000 CNY; People served 5 people." in result.stdout
    assert "Figures left out, since their value is empty: 1." in result.stdout


def test_new_codes_are_made_and_named(aidcli: Ask, db: Path) -> None:
    Path("map.toml").write_text(f'{FIGURE}provider = "{{Kind}}"\n[new.places]\nparent = "china"\n', "utf-8")
    Path("in.csv").write_text("Name,Amount,Kind\ns,1,Lin Fund\nt,2,Lin Fund\nu,3,林县\nv,4,Japan\n", "utf-8")
    shown = aidcli("import", "in.csv", "--mapping", "map.toml", "--dry-run").stdout
    assert "lin-fund" in shown
    assert aidcli("import", "in.csv", "--mapping", "map.toml").exit_code == 0
    assert "4 figures unchanged" in aidcli("import", "in.csv", "--mapping", "map.toml", "--dry-run").stderr
    assert aidcli("sum", "--provider", "china", "--format", "value").stdout == "6\n"


def test_star_stands_for_other_words_only_if_written(aidcli: Ask, db: Path) -> None:
    mapping = FIGURE.replace('"education"', '"{Kind}"')
    assert "unknown sector" in refused(aidcli, mapping)[0]
    Path("map.toml").write_text(f'{mapping}[values.sector]\na = "health"\n"" = "water"\n"*" = "unspecified"\n', "utf-8")
    Path("in.csv").write_text("Name,Amount,Kind\ns,1,A\nt,2,\nu,3,zz\nv,4,Education\n", "utf-8")
    assert "sector: taken as '*' says: 'zz' (1)." in aidcli("import", "in.csv", "--mapping", "map.toml").stdout
    listed = aidcli("list", "--format", "csv", "--fields", "sector", "--no-header").stdout.split()
    assert listed == ["health", "water", "unspecified", "education"]


def test_a_period_of_two_columns(aidcli: Ask, db: Path) -> None:
    Path("map.toml").write_text(f'[file]\ndates = "day-first"\n{FIGURE}period = ["{{From}}/{{To}}", "2001"]\n', "utf-8")
    rows = ["s,1,01/02/2020,2021", "t,1,2020,", "u,1,,2021", "v,1,2020,2020", "w,1,,"]
    Path("in.csv").write_text("\n".join(["Name,Amount,From,To", *rows]), "utf-8")
    assert aidcli("import", "in.csv", "--mapping", "map.toml").exit_code == 0
    listed = aidcli("list", "--format", "csv", "--fields", "period", "--no-header").stdout.split()
    assert listed == ["2020-02-01/2021", "2020/..", "../2021", "2020", "2001"]


def test_a_date_of_unknown_order_is_a_fault_with_the_remedy(aidcli: Ask, store: Path) -> None:
    [line] = refused(aidcli, f'{FIGURE}period = "{{Kind}}"\n', "Name,Amount,Kind\ns,1,05/06/2014\n")
    assert line.endswith("state the order, dates = 'day-first' or 'month-first', under [file]")


def test_printed_keeps_the_words_and_the_bound(aidcli: Ask, db: Path) -> None:
    mapping = FIGURE.replace('value = "{Amount}"\nunit = "CNY"', 'printed = "{Amount}"')
    Path("map.toml").write_text(f'[file]\nblank = ["..", "n/a"]\n{mapping}', "utf-8")
    Path("in.csv").write_text("Name,Amount\ns,近3200万元\nt,6.28亿元\nu,N/A\n", "utf-8")
    [line] = refused(aidcli, f'[file]\nblank = ["..", "n/a"]\n{mapping}', "Name,Amount\ns,近3200万元\nu,N/A\n")
    assert line.startswith("column 'Amount' (printed): nothing states its unit: line 3; ")
    Path("in.csv").write_text("Name,Amount\ns,近3200万元\nt,6.28亿元\n", "utf-8")
    assert aidcli("import", "in.csv", "--mapping", "map.toml").exit_code == 0
    listed = aidcli("list", "--format", "csv", "--fields", "value,bound,printed", "--no-header").stdout.split()
    assert listed == ["32000000,under,近3200万元", "628000000,exact,6.28亿元"]
