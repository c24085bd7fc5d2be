"""Large IATI files for tests of memory and time: `python -m tests.exchange.large_iati FILE MIB`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.exchange.iati_files import activity, organisation

SECTORS = ("11220", "12220", "14030", "15110", "21010", "23110", "31120", "41010", "43040", "72010")
COUNTRIES = ("AF", "BD", "ET", "HT", "KE", "MZ", "NP", "PK", "TL", "UG")
KINDS = (2, 3, 3, 4)
WORDS = "The programme supports schools, clinics and wells in districts that the survey of 2015 found to be furthest from any. " * 16
PLACE = (
    '<location ref="geoname"><location-id code="{code}" vocabulary="G1"/><name><narrative>Village {code}</narrative></name>\n'
    '<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>-8.{code} 126.{code}</pos></point><exactness code="1"/></location>\n'
)


def activities() -> Iterator[str]:
    """Activities as publishers write them, some 7,000 characters each, which become eight figures: without end, all different."""
    at = 0
    while True:
        sectors = "".join(f'<sector code="{SECTORS[(at + each) % len(SECTORS)]}" percentage="{(60, 40)[each]}"/>' for each in range(2))
        country = f'<recipient-country code="{COUNTRIES[at % len(COUNTRIES)]}" percentage="100"/>'
        texts = f"<description><narrative>{WORDS}</narrative></description>\n" + "".join(
            PLACE.format(code=at * 7 + each) for each in range(8)
        )
        paid = (
            f'<transaction>\n<transaction-type code="{kind}"/>\n<transaction-date iso-date="{2010 + at % 12}-0{each + 1}-15"/>\n'
            f'<value currency="USD" value-date="{2010 + at % 12}-0{each + 1}-15">{at * 13 + each * 7 + 100}.{at % 90 + 10}</value>\n'
            f"<description><narrative>Payment {each} of activity {at}</narrative></description>\n"
            f"{organisation('provider-org', f'Donor {at % 40}', ref=f'XM-DAC-{at % 40}')}\n"
            f"{organisation('receiver-org', f'Body {at % 900}', ref=f'NP-REG-{at % 900}')}\n</transaction>"
            for each, kind in enumerate(KINDS)
        )
        yield activity(texts, country, sectors, *paid, identifier=f"XM-DAC-1-{at:07d}", title=f"Support to schools and clinics, lot {at}")
        at += 1


def write_large(path: Path, size: int) -> None:
    """Write an activity file of at least `size` bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        for each in activities():
            written += file.write(each)
            if written >= size:
                break
        file.write("</iati-activities>\n")


if __name__ == "__main__":
    write_large(Path(sys.argv[1]), int(sys.argv[2]) << 20)
