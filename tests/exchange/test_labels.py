"""What people write for codes: labels and codes of standards are imported as codes, a word that names nothing is refused."""

from pathlib import Path

from tests.made import SOURCE, faults, held
from tests.running import Ask

HEAD = "id,sector,measure,value,unit,recipient,subject,source"
ROWS = [f"a,教育,资金,5,人民币元,阜康,s,{SOURCE}", f"b,110,Funding,6,cny,652302,s,{SOURCE}", f"c,education,funding,7,CNY,fukang,s,{SOURCE}"]


def test_labels_and_codes_of_standards_are_taken_in_as_codes(aidcli: Ask, db: Path) -> None:
    Path("in.csv").write_text("\n".join([HEAD, *ROWS]), "utf-8")
    assert aidcli("import", "in.csv").exit_code == 0
    keys = ("sector", "measure", "unit", "recipient")
    assert [[each[key] for key in keys] for each in held(db).values()] == [["education", "funding", "CNY", "fukang"]] * 3
    again = aidcli("import", "in.csv", "--format", "csv", "--no-header")
    assert (again.stdout, again.stderr) == ("figure,unchanged,3\n", "aidcli: nothing was written\naidcli: Read: Funding 18 CNY.\n")


def test_a_word_that_names_nothing_is_refused_among_labels(aidcli: Ask, store: Path) -> None:
    Path("in.csv").write_text("\n".join([HEAD, *ROWS, f"d,nowhere,资金,5,CNY,阜康,s,{SOURCE}"]), "utf-8")
    assert faults(aidcli, store, "in.csv") == ["line 5: sector: unknown sector 'nowhere'"]


def test_an_export_of_nothing_makes_no_file(aidcli: Ask, store: Path) -> None:
    result = aidcli("export", "out.csv", "--sector", "water")
    assert (result.exit_code, result.stderr, Path("out.csv").exists()) == (1, "aidcli: no figure matches\n", False)
