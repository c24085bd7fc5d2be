"""What an IATI activity says of all its transactions and results: its name, who funds it, and what it is for."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from aidcli.exchange.iati_codes import UNSPECIFIED, IatiCodes
from aidcli.exchange.iati_shares import UNDIVIDED, Split
from aidcli.exchange.iati_xml import LANGUAGE, Element
from aidcli.exchange.slugs import digest, slug
from aidcli.model.period import parse_period

WHERE: Final = ("recipient-country", "recipient-region")
FUNDING: Final = "1"
"""The role of a participating organisation that funds the activity."""


class Share(NamedTuple):
    """What one share of a transaction is for, how much of it that is, and what tells its id from those of the others."""

    sector: str
    recipient: str | None
    part: Fraction
    mark: str


class Activity:
    """An activity as the figures need it."""

    def __init__(self, element: Element, codes: IatiCodes) -> None:
        self.element, self._codes = element, codes
        identifier = element.first("iati-identifier")
        stated = identifier.text.strip() if identifier else ""
        self.currency = element.get("default-currency")
        self.name = slug(stated) or f"activity-{digest(element.content())}"
        """What the ids of its figures begin with."""
        title, self.language = element.first("title"), element.get(LANGUAGE)
        self.subject = (title.words(self.language) if title else "") or stated or "untitled"
        self.subject_zh = title.chinese(self.language) if title else None

    @property
    def publisher(self) -> str:
        """Who reports the activity; empty where that is not said."""
        reporting = self.element.first("reporting-org")
        return reporting.words() or reporting.get("ref") if reporting else ""

    @cached_property
    def provider(self) -> str | None:
        """The organisation that funds the activity, where there is only one."""
        funding = [each for each in self.element.all("participating-org") if each.get("role") == FUNDING]
        return self._codes.bodies.find(funding[0]) if len(funding) == 1 else None

    @cached_property
    def sectors(self) -> Split:
        """The sectors of the activity, with their parts."""
        return self._codes.sectors(self.element.all("sector"))

    @cached_property
    def recipients(self) -> Split:
        """The countries and regions of the activity, with their parts."""
        return self._codes.recipients(self.element.all(*WHERE))

    @cached_property
    def shares(self) -> Sequence[Share]:
        """How a transaction is divided that states no sector, country or region of its own."""
        return list(self._combined(self.sectors, self.recipients))

    def shares_of(self, transaction: Element) -> Sequence[Share]:
        """Return how a transaction is divided; its own sectors, countries and regions go before those of the activity."""
        sectors, places = transaction.all("sector"), transaction.all(*WHERE)
        if not sectors and not places:
            return self.shares
        mine = self._codes.sectors(sectors) if sectors else self.sectors
        return list(self._combined(mine, self._codes.recipients(places) if places else self.recipients))

    def _combined(self, sectors: Split, recipients: Split) -> Iterator[Share]:
        for sector, part in sectors.parts:
            mark = self._codes.mark("sector", sector) if len(sectors.parts) > 1 else ""
            for recipient, other in recipients.parts:
                place = self._codes.mark("place", recipient) if len(recipients.parts) > 1 else ""
                yield Share(sector or UNSPECIFIED, recipient, other if part is UNDIVIDED else part * other, mark + place)


@lru_cache(maxsize=4096)
def date_of(text: str) -> str:
    """Return the day that a date or time of XML Schema names; empty where it names none."""
    day = text[:10]
    return day if len(day) == 10 and "/" not in day and parse_period(day) else ""
