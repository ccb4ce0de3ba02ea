"""The doors in the making at one place: which of its rows are a door, how many, and what they are called."""

from dataclasses import dataclass

from canvass.geo.distance import LocalProjection
from canvass.geo.lists import kinds
from canvass.geo.lists.addresses import normalise_number, normalise_street, normalise_unit
from canvass.geo.lists.clusters import park_of, use_of
from canvass.geo.lists.rows import AddressRow

ONE_POINT_METRES = 2.0


@dataclass(slots=True)
class Entry:
    """A door in the making: the row it stems from, which of the row's doors it is (0: the only one), its
    label."""

    row: AddressRow
    nth: int
    label: str

    @property
    def source_id(self) -> str | None:
        return (
            f"{self.row.source_id}#{self.nth}"
            if self.row.source_id and self.nth
            else self.row.source_id or None
        )


def entries_of(homes: list[AddressRow]) -> list[Entry]:
    """One entry a door: the labelled ones once each, then those that have to be numbered."""
    told = {id(row): _label(row, homes) for row in homes}
    labelled: dict[str, Entry] = {}
    for row in homes:
        if told[id(row)]:
            labelled.setdefault(normalise_unit(told[id(row)]) or told[id(row)], Entry(row, 0, told[id(row)]))
    silent = [row for row in homes if not told[id(row)] and not (labelled and _says_nothing(row))]
    entries = list(labelled.values())
    for row in _distinct(silent):
        count = max(1, row.unit_count)
        entries += [Entry(row, n if count > 1 else 0, "") for n in range(1, count + 1)]
    _give_numbers(entries, set(labelled))
    return entries


def _says_nothing(row: AddressRow) -> bool:
    """Beside units, a bare row that doesn't say it is a home is the building itself."""
    return not use_of(row).stated and row.unit_count < 2


def _label(row: AddressRow, homes: list[AddressRow]) -> str:
    """The unit; in a park whose homes have numbers or lanes of their own, these."""
    if row.unit or not park_of(row):
        return row.unit if len(homes) > 1 or normalise_unit(row.unit) != normalise_number(row.number) else ""
    streets = {normalise_street(home.street) for home in homes}
    numbers = {normalise_number(home.number) for home in homes}
    if len(streets) > 1:
        return f"{row.number} {row.street}".strip()
    return row.number if len(numbers) > 1 else ""


def _distinct(rows: list[AddressRow]) -> list[AddressRow]:
    """The rows without those that say again what another said: the same id, or the same point. Flats of one
    building lie on one point, and are told apart by their ids."""
    kept: list[AddressRow] = []
    for row in rows:
        if not any(_same_home(row, other) for other in kept):
            kept.append(row)
    return kept


def _same_home(a: AddressRow, b: AddressRow) -> bool:
    if a.source_id and a.source_id == b.source_id:
        return True
    flats = use_of(a).kind == use_of(b).kind == kinds.APARTMENT_BUILDING and a.source_id and b.source_id
    if flats:
        return False
    x, y = LocalProjection(a.lon, a.lat).to_metres(b.lon, b.lat)
    return bool(x * x + y * y <= ONE_POINT_METRES**2)


def _give_numbers(entries: list[Entry], taken: set[str]) -> None:
    """Doors without a label are numbered from 1, past the labels in use; an only door needs none."""
    if len(entries) < 2:
        return
    free = (str(n) for n in range(1, len(entries) + len(taken) + 1) if str(n) not in taken)
    for entry in entries:
        entry.label = entry.label or next(free)
