"""Small IATI files for tests, and what is read of them."""

from collections.abc import Iterable
from typing import Any

from aidcli.exchange.iati import Imported, read_iati
from aidcli.model import seeds
from aidcli.model.codes import Code, Codebook
from aidcli.model.contract import faults
from aidcli.model.figure import Figure, Source

SECTOR = '<sector code="11110"/>'
COUNTRY = '<recipient-country code="TL"/>'


def document(*activities: str, version: str = "2.03") -> bytes:
    """An activity file."""
    inside = "".join(activities)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{version}">\n{inside}</iati-activities>\n'.encode()


def activity(*inside: str, identifier: str = "XM-1", currency: str = "USD", title: str = "Schools") -> str:
    """An activity with its title and publisher."""
    return (
        f'<iati-activity default-currency="{currency}">\n<iati-identifier> {identifier} </iati-identifier>\n'
        f'<reporting-org ref="XM-DAC-1-1"><narrative>Agency</narrative></reporting-org>\n<title><narrative>{title}</narrative></title>\n'
        + "\n".join(inside)
        + "\n</iati-activity>\n"
    )


def transaction(value: str = "100", *inside: str, kind: object = 3, date: str = "2020-05-01", ref: str = "", currency: str = "") -> str:
    """A transaction of a type, a disbursement unless said otherwise."""
    money = f' currency="{currency}"' if currency else ""
    named = f' ref="{ref}"' if ref else ""
    return (
        f'<transaction{named}>\n<transaction-type code="{kind}"/><transaction-date iso-date="{date}"/>\n'
        f'<value{money} value-date="{date}">{value}</value>\n{"".join(inside)}</transaction>'
    )


def organisation(name: str, narrative: str = "", **attributes: str) -> str:
    """An element that names an organisation."""
    stated = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{stated}>{f'<narrative>{narrative}</narrative>' if narrative else ''}</{name}>"


def codebook(*own: Code) -> Codebook:
    """The shipped codes, with places of a store's own."""
    return Codebook(lambda kind: [*seeds.shipped_codes(kind), *(own if kind == "place" else ())])


def read(*pieces: bytes, codes: Codebook | None = None, sources: Iterable[Source] = (), source: str | None = None) -> Imported:
    """What is read of a file, with its figures in a list."""
    found = read_iati("aid.xml", pieces, codes or codebook(), {each.id: each for each in sources}, source)
    return found._replace(contents=found.contents._replace(made=list(found.contents.made)))


def imported(*activities: str, **options: Any) -> Imported:
    """What is read of the activities."""
    return read(document(*activities), **options)


def figures(*activities: str) -> list[Figure]:
    """The figures of the activities, each of which keeps the contract."""
    found = imported(*activities)
    places = [Code.read(row.record["code"], "", row.record.get("standard", ""), row.record["en"], "", "") for row in found.contents.codes]
    sources = {row.record["id"] for row in found.contents.sources}
    codes = codebook(*places)
    known = lambda kind, code: code in sources if kind == "source" else codes.known(kind, code)  # noqa: E731
    assert [faults(each.record(), known) for each in found.contents.made] == [[]] * len(found.contents.made)
    return list(found.contents.made)
