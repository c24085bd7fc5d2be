"""Workbooks as other programs write them, well or badly: everything is read as it is shown, or refused by its place."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.chart import BarChart

from aidcli.errors import BadRows
from aidcli.exchange import workbook
from aidcli.exchange.cells import shown_number
from aidcli.exchange.sheets import SheetReader
from aidcli.exchange.workbook import Workbook
from aidcli.exchange.xlsx import workbook_tables
from tests.made import SOURCE, faults, held
from tests.running import Ask

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = "id,sector,measure,value,unit,subject,source"
ROW = f"a,education,funding,1,CNY,school,{SOURCE}"


def packed(rows: str, *, shared: str = "", styles: str = "", book: str = "", namespace: str = MAIN, doctype: str = "") -> bytes:
    """A workbook of one sheet, its parts as typed."""
    out = io.BytesIO()
    links = "".join(
        f'<Relationship Id="r{at}" Type="{RELATIONS}/{each}" Target="{target}"/>'
        for at, (each, target) in enumerate([("worksheet", "sheet.xml"), ("sharedStrings", "/xl/s.xml"), ("styles", "./styles.xml")])
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_rels/.rels", f'<R><Relationship Id="x" Type="{RELATIONS}/officeDocument" Target="xl/book.xml"/></R>')
        file.writestr("xl/_rels/book.xml.rels", f"<R>{links}</R>")
        sheets = '<sheets><sheet name="S" r:id="r0"/></sheets>'
        file.writestr("xl/book.xml", f'<workbook xmlns="{namespace}" xmlns:r="{RELATIONS}">{book}{sheets}</workbook>')
        file.writestr("xl/sheet.xml", f'{doctype}<worksheet xmlns="{namespace}">{rows}</worksheet>')
        file.writestr("xl/s.xml", f'<sst xmlns="{namespace}">{shared}</sst>')
        file.writestr("xl/styles.xml", f'<styleSheet xmlns="{namespace}">{styles}</styleSheet>')
    return out.getvalue()


def texts(data: bytes) -> list[tuple[int, dict[int, str]]]:
    book = Workbook("in", data)
    rows = list(SheetReader(book, book.sheets[0]).rows())
    assert [row.faults for row in rows] == [[]] * len(rows)
    return [(row.number, dict(row.texts)) for row in rows]


def wrong(data: bytes) -> list[str]:
    try:
        return [f"{row.place}: {row.fault}" for row in workbook_tables("in", data).main if row.fault]
    except BadRows as refusal:
        return [line.strip() for line in str(refusal).splitlines()[1:]]


def cell(inside: str, **attributes: str) -> str:
    return f"<c {' '.join(f'{name}={value!r}' for name, value in attributes.items())}>{inside}</c>"


def one(inside: str, shared: str = "", styles: str = "", book: str = "", **attributes: str) -> str:
    """The text of the only cell of a sheet."""
    rows = f"<sheetData><row>{cell(inside, **attributes)}</row></sheetData>"
    [(_, found)] = texts(packed(rows, shared=shared, styles=styles, book=book))
    return found.get(1, "")


def test_rows_and_cells_out_of_order_or_twice_are_refused_by_their_place() -> None:
    head = '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>note</v></c></row>'
    rows = (
        '<row r="5"><c r="A5"><v>5</v></c></row><row r="3"><c r="A3"><v>3</v></c></row><row r="5"><c r="A5"><v>6</v></c></row>'
        '<row r="7"><c r="B7"><v>1</v></c><c r="A7"><v>2</v></c><c r="B7"><v>3</v></c></row><row r="9"><c r="A8"><v>9</v></c></row>'
    )
    said = "; open the file in a spreadsheet program, look at it and save it"
    assert wrong(packed(f"<sheetData>{head}{rows}</sheetData>")) == [
        f"row 3: stands after row 5{said}",
        f"row 5: stands twice{said}",
        f"cell A7: stands out of order{said}",
        f"cell B7: stands twice{said}",
        f"cell A8: stands in row 9{said}",
    ]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ('<row r="x"/>', "it is not an XLSX workbook"),
        ('<row r="0"/>', "row 0: stands twice"),
        ('<row r="1048577"/>', "row 1048577: a sheet has at most 1048576 rows"),
        (f'<row r="{"9" * 5000}"/>', "row 99999999999999999999: a sheet has at most"),
        ('<row r="1"><c r="XFE1"/></row>', "cell XFE1: there is no such cell in a sheet"),
        ('<row r="1"><c r="a1"/></row>', "cell a1: there is no such cell in a sheet"),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "cell A1: its value '0' is not understood"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "cell A1: its value '-1' is not understood"),
        ('<row r="1"><c r="A1" t="colour"><v>0</v></c></row>', "cell A1: its value '0' is not understood"),
        ('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "cell A1: its value '2' is not understood"),
        ('<row r="1"><c r="A1" t="inlineStr"><v>x</v></c></row>', "cell A1: it holds two values"),
        ('<row r="1"><c r="A1"><v>1</v><is><t>x</t></is></c></row>', "cell A1: it holds two values"),
        ('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>', "cell A1: it holds the error #N/A; correct or clear it"),
        ('<row r="1"><c r="A1"><f>1+1</f></c></row>', "cell A1: its formula has no saved value"),
        ('<row r="1"><cell r="A1"><v>1</v></cell></row>', "row 1: holds 'row/cell', which is not understood"),
        ('<line r="1"/>', "row 1: holds 'line', which is not understood"),
    ],
)
def test_what_is_not_understood_is_refused(rows: str, fault: str) -> None:
    found = wrong(packed(f"<sheetData>{rows}</sheetData>"))
    assert any(each.startswith(fault) for each in found), found


def test_rows_and_cells_without_numbers_follow_one_another() -> None:
    rows = '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row/><row r="4"/><row><c><v>4</v></c></row>'
    assert texts(packed(f"<sheetData>{rows}</sheetData>")) == [(1, {1: "1", 4: "2", 5: "3"}), (2, {}), (4, {}), (5, {1: "4"})]


@pytest.mark.parametrize("namespace", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_both_forms_of_the_standard_are_read(namespace: str) -> None:
    assert texts(packed("<sheetData><row><c><v>1</v></c></row></sheetData>", namespace=namespace)) == [(1, {1: "1"})]


def test_texts_are_read_in_every_way_to_hold_them() -> None:
    shared = "<si><t>plain </t></si><si><r><rPr/><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></si><si/>"
    shared += "<si><t>_x005F_x0041_</t></si>"
    assert [one(f"<v>{at}</v>", shared=shared, t="s") for at in range(4)] == ["plain ", "rich", "", "_x0041_"]
    assert one("<is><t>in</t></is>", t="inlineStr") == "in"
    assert one("<is><r><t>in</t></r><r><rPr/><t>line_x000A_</t></r><rPh><t>x</t></rPh></is>", t="inlineStr") == "inline\n"
    assert one("<f>A1</f><v>_x0041_</v>", t="str") == "A"
    assert one("<f>A1</f><v></v>", t="str") == ""
    assert one("<f>A1</f><v>3</v>") == "3"
    assert (one("<v>1</v>", t="b"), one("<v>0</v>", t="b")) == ("TRUE", "FALSE")
    assert (one("<v>2023-09-01T00:00:00Z</v>", t="d"), one("<v>2023-09-01T10:00:00</v>", t="d")) == ("2023-09-01", "2023-09-01T10:00:00")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5.20E-05", "0.000052"),
        ("1.1000000000000001", "1.1"),
        ("2000.0", "2000"),
        ("12345678901234567890", "12345678901234567890"),
        ("0.1234567890123456789", "0.1234567890123456789"),
        ("1e401", "1e401"),
        ("1_000", "1_000"),
        ("NaN", "NaN"),
        ("-0", "0"),
        ("9" * 120, "9" * 120),
    ],
)
def test_a_number_is_read_as_exactly_as_it_is_written(text: str, number: str) -> None:
    assert one(f"<v>{text}</v>") == number


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(5e-324)
@example(1.7976931348623157e308)
def test_every_float_comes_back_from_17_digits(value: float) -> None:
    assert float(shown_number(f"{value:.16e}", "number")) == value
    assert shown_number(repr(value), "number") == shown_number(f"{value:.16e}", "number")


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", "45170", "45170"),
        ("0.00E+00", "45170", "45170"),
        ("[Red]#,##0.0_);\\d0", "1.5", "1.5"),
        ('#,##0" days"', "3", "3"),
        ("[$¥-804]#,##0.00", "3", "3"),
        ("0.0%", "0.25", "25%"),
        ("0%", "5.20E-05", "0.0052%"),
        ("yyyy-mm-dd", "45170", "2023-09-01"),
        ('[$-804]yyyy"年"m"月"d"日"', "45170", "2023-09-01"),
        ("dd/mm/yyyy hh:mm", "45170.5", "2023-09-01 12:00:00"),
        ("yyyy-mm", "45170", "2023-09"),
        ("yyyy-mm", "45171", "2023-09-02"),
        ("yyyy", "44927", "2023"),
        ("yyyy", "45170", "2023-09-01"),
        ("mmm", "45170", "2023-09-01"),
        ('e"年"', "44927", "2023"),
        ("h:mm", "0.5", "12:00:00"),
        ("[h]:mm", "1.5", "36:00:00"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(code: str, value: str, text: str) -> None:
    own = f'<numFmts><numFmt numFmtId="170" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
    styles = own + '<cellXfs><xf/><xf numFmtId="170"/></cellXfs>'
    assert one(f"<v>{value}</v>", styles=styles, s="1") == text


def test_the_formats_of_a_chinese_program_that_have_no_code_show_days() -> None:
    styles = '<cellXfs><xf numFmtId="31"/><xf numFmtId="57"/></cellXfs>'
    assert [one("<v>45170</v>", styles=styles, s=str(at)) for at in range(2)] == ["2023-09-01", "2023-09"]


@pytest.mark.parametrize("value", ["60", "60.5", "-1", "0", "1e9", "9" * 400, "x"])
def test_a_day_that_there_is_not_is_refused(value: str) -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    [fault] = wrong(packed(f'<sheetData><row><c s="0"><v>{value}</v></c></row></sheetData>', styles=styles))
    assert fault == f"cell A1: it is shown as a day, but {value[:20]!r} is none; correct or clear it"


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    assert one("<v>0</v>", styles=styles, book='<workbookPr date1904="1"/>', s="0") == "1904-01-01"
    assert one("<v>43708</v>", styles=styles, book='<workbookPr date1904="true"/>', s="0") == "2023-09-01"


cells = st.one_of(
    *(st.none(), st.booleans(), st.integers(-(10**14), 10**14), st.dates(date(1901, 1, 1)), st.text("aby \n=#,，年", max_size=9)),
    st.floats(-1e9, 1e9).map(lambda value: float(f"{value:.15g}")),
)


@given(st.lists(cells.filter(lambda value: not str(value).startswith(("=", "#"))), max_size=6))
def test_what_openpyxl_writes_is_read_as_it_was_meant(values: list[Any]) -> None:
    def shown(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        return "" if value is None else shown_number(repr(value), "number") if isinstance(value, float) else str(value)

    book = openpyxl.Workbook()
    book.active.append(["head", *values])
    expected = {1: "head"} | {at: text for at, value in enumerate(values, 2) if (text := shown(value))}
    assert texts(saved(book)) == [(1, expected)]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "is_lost"), [("B2:B3", True), ("A3:B3", True), ("A1:B1", False), ("B3:B9", True), ("A5:B6", False), ("D2:E3", False)]
)
def test_merged_cells_are_refused_where_they_would_leave_cells_empty(place: str, is_lost: bool) -> None:
    book = openpyxl.Workbook()
    for line in (["id", "note"], ["a", "n"], ["b", None]):
        book.active.append(line)
    if place == "A1:B1":
        book.active["B1"], book.active["B2"] = None, None
    book.active.merge_cells(place)
    found = [f"cells {place}: are merged, so that all but the first are empty; split them and fill in each"] if is_lost else []
    assert wrong(saved(book)) == found


def filled(*titles: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in titles:
        sheet = book.create_sheet(title)
        sheet.append(HEADER.split(","))
        sheet.append([each if each != "a" else title.lower() for each in ROW.split(",")])
    return book


def test_hidden_rows_are_read_and_counted_and_a_hidden_sheet_is_not_the_first(aidcli: Ask, store: Path) -> None:
    book = filled("Lists", "Data")
    book["Lists"].sheet_state = "hidden"
    book["Data"].append(["b", *ROW.split(",")[1:]])
    book["Data"].row_dimensions[3].hidden = True
    book.save("in.xlsx")
    result = aidcli("import", "in.xlsx")
    assert (result.exit_code, set(held(store))) == (0, {"old", "data", "b"})
    assert "Hidden rows of the sheet, read like the others: 1." in result.stdout
    assert "not read: 'Lists'" in result.stderr
    assert "工作表中的隐藏行（照常读取）：1行。" in aidcli("import", "in.xlsx", "--lang", "zh").stdout


def test_the_sheet_of_figures_is_found_wherever_it_stands(aidcli: Ask, store: Path) -> None:
    filled("Notes", "figures").save("in.xlsx")
    result = aidcli("import", "in.xlsx")
    assert (result.exit_code, set(held(store)), "not read: 'Notes'" in result.stderr) == (0, {"old", "figures"}, True)


def test_a_sheet_of_that_name_with_other_columns_is_not_taken_for_ours(aidcli: Ask, store: Path) -> None:
    book = filled("Data")
    book.create_sheet("sources").append(["where", "we", "looked"])
    book.save("in.xlsx")
    result = aidcli("import", "in.xlsx")
    assert (result.exit_code, "not read: 'sources'" in result.stderr) == (0, True)


def test_a_fault_in_another_sheet_names_it(aidcli: Ask, store: Path) -> None:
    book = filled("figures")
    book.create_sheet("sources").append(["id", "title", "date"])
    book["sources"].append(["x", "X", "yesterday"])
    book["sources"].append(["y", "=1+1"])
    book.save("in.xlsx")
    assert faults(aidcli, store, "in.xlsx") == [
        "sheet 'sources', row 2: date: 'yesterday' is not a date",
        "sheet 'sources', cell B3: its formula has no saved value; open the file in a spreadsheet program and save it",
    ]


def test_a_workbook_of_a_chart_alone_is_told_so(aidcli: Ask, store: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet().add_chart(BarChart())
    book.remove(book.active)
    book.save("in.xlsx")
    assert faults(aidcli, store, "in.xlsx") == ["it has no sheet of rows, only charts or macros; import a sheet that holds a table"]


def test_a_doctype_is_refused_before_its_entities_are_read() -> None:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert wrong(packed('<sheetData><row><c t="str"><v>&b;</v></c></row></sheetData>', doctype=doctype)) == [
        "it is not an XLSX workbook (it has a DOCTYPE)"
    ]


@pytest.mark.parametrize(("limit", "what"), [("MOST_UNPACKED", "it unpacks"), ("MOST_SHARED", "its texts unpack")])
def test_a_small_file_that_unpacks_to_a_large_one_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, what: str) -> None:
    monkeypatch.setattr(workbook, limit, 1000)
    data = packed('<sheetData><row><c t="s"><v>0</v></c></row></sheetData>', shared=f"<si><t>{' ' * 100_000}</t></si>")
    assert len(data) < 3000
    assert wrong(data) == [f"{what} to more than 0 MiB; split it, or save the sheet as CSV"]


damages = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4)


@given(damages)
def test_a_damaged_workbook_is_refused_or_read_as_it_was(changes: list[tuple[int, int]]) -> None:
    whole = saved(filled("figures"))
    rows = list(workbook_tables("in", whole).main)
    damaged = bytearray(whole)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    for data in (bytes(damaged), whole[: changes[0][0] % len(whole)]):
        found = wrong(data)
        assert found or list(workbook_tables("in", data).main) == rows


def test_a_password_and_an_unknown_compression_are_refused(aidcli: Ask, store: Path) -> None:
    data = saved(filled("figures"))
    for offset, byte in ((6, 1), (8, 99)):
        changed = bytearray(data)
        for mark, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
            at = changed.find(mark)
            while at >= 0:
                changed[at + offset + shift] = byte
                at = changed.find(mark, at + 4)
        Path("in.xlsx").write_bytes(changed)
        assert "it is not an XLSX workbook" in faults(aidcli, store, "in.xlsx")[0]
