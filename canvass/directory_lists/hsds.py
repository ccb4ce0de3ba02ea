"""Open Referral's Human Services Data Specification: its tables as CSV in a .zip, or JSON, laid out as the same tables.

People named there as contacts, and their numbers, are not read.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from canvass.directory_lists import terms
from canvass.directory_lists.rows import MOST_ROWS, DirectoryTooLarge, DirectoryUnreadable, read_table, unpack
from canvass.directory_lists.terms import OwnNames, Problem, Told, ToldOrganisation, ToldService, tidy

ORGANISATIONS, SERVICES, LOCATIONS = "organizations.csv", "services.csv", "locations.csv"
AT_LOCATION, ADDRESSES, PHONES = "service_at_location.csv", "addresses.csv", "phones.csv"
AREAS, LANGUAGES, SCHEDULES = "service_areas.csv", "languages.csv", "schedules.csv"
ATTRIBUTES, TERMS = "attributes.csv", "taxonomy_terms.csv"
TABLES = frozenset(
    (
        ORGANISATIONS, SERVICES, LOCATIONS, AT_LOCATION, ADDRESSES, PHONES, AREAS, LANGUAGES, SCHEDULES, ATTRIBUTES,
        TERMS,
    )
)  # fmt: skip
NESTED: Mapping[str, tuple[str, str]] = {
    "services": (SERVICES, "organization_id"),
    "locations": (LOCATIONS, "organization_id"),
    "service_at_locations": (AT_LOCATION, "service_id"),
    "addresses": (ADDRESSES, "location_id"),
    "service_areas": (AREAS, "service_id"),
    "attributes": (ATTRIBUTES, "link_id"),
}
"""What stands within what in JSON: the table that it is in CSV, and the column that tells whose it is."""
ANYBODYS: Mapping[str, str] = {"phones": PHONES, "languages": LANGUAGES, "schedules": SCHEDULES}
OWNERS: Mapping[str, str] = {
    ORGANISATIONS: "organization_id",
    SERVICES: "service_id",
    LOCATIONS: "location_id",
    AT_LOCATION: "service_at_location_id",
}
LIVE = ("", "active")
DAYS: Mapping[str, str] = {
    "MO": "Mo", "TU": "Tu", "WE": "We", "TH": "Th", "FR": "Fr", "SA": "Sa", "SU": "Su",
}  # fmt: skip
DEEPEST = 12


@dataclass(frozen=True)
class Line:
    """A row of a table, its number, and what its columns hold."""

    row: int
    said: Mapping[str, Any]

    def __getitem__(self, column: str) -> str:
        return tidy(self.said.get(column))


Tables = dict[str, list[Line]]


def read_archive(data: bytes, own: OwnNames = terms.NO_NAMES) -> Told:
    """What the tables in the archive tell, where `own` are names of the organisation's own needs; `DirectoryUnreadable`,
    `DirectoryTooLarge`.
    """
    tables: Tables = {}
    problems = []
    for name, content in unpack(data, TABLES).items():
        header, rows = read_table(content)
        columns = [column.lower() for column in header]
        tables[name] = [
            Line(row, dict(zip(columns, cells, strict=False))) for row, cells in rows if cells is not None
        ]
        problems += [Problem(name, row, "", terms.UNREADABLE) for row, cells in rows if cells is None]
    return _tell(tables, problems, own)


def read_json(data: bytes, own: OwnNames = terms.NO_NAMES) -> Told:
    """The same of JSON: a list or a page of organisations or of services, one of them, or all tables by their names."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DirectoryUnreadable from error
    if isinstance(document, dict) and ORGANISATIONS in document:
        return _tell({name: _lines(document.get(name)) for name in TABLES}, [], own)
    items = document.get("contents", [document]) if isinstance(document, dict) else document
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            is_service = "organization" in item or "organization_id" in item
            _lay_out(SERVICES if is_service else ORGANISATIONS, item, rows, 0)
    return _tell({name: _lines(found) for name, found in rows.items()}, [], own)


def _lines(rows: Any) -> list[Line]:
    found = [
        Line(number, row)
        for number, row in enumerate(rows if isinstance(rows, list) else (), 1)
        if isinstance(row, dict)
    ]
    if len(found) > MOST_ROWS:
        raise DirectoryTooLarge
    return found


def _lay_out(table: str, item: dict[str, Any], rows: dict[str, list[dict[str, Any]]], depth: int) -> None:
    """Put an object into its table, and what stands within it into theirs."""
    if depth > DEEPEST:
        raise DirectoryUnreadable
    item = dict(item)
    for name, beside in (("organization", ORGANISATIONS), ("location", LOCATIONS), ("taxonomy_term", TERMS)):
        within = item.get(name)
        if isinstance(within, dict):
            item.setdefault(f"{name}_id", within.get("id"))
            _lay_out(beside, within, rows, depth + 1)
    if table in (ORGANISATIONS, LOCATIONS, TERMS) and _is_there(item, rows[table]):
        return
    rows[table].append(item)
    own = {OWNERS[table]: item.get("id")} if table in OWNERS else {}
    for name, (below, owner) in NESTED.items():
        for each in _objects(item.get(name)):
            _lay_out(below, {**each, owner: item.get("id")}, rows, depth + 1)
    for name, below in ANYBODYS.items() if own else ():
        rows[below].extend({**each, **own} for each in _objects(item.get(name)))


def _is_there(item: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """An organisation stands within each of its services, as a rule beside each other."""
    return any(row.get("id") == item.get("id") for row in rows[-50:])


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


@dataclass
class _Index:
    """The tables by what they belong to."""

    tables: Tables
    by: dict[tuple[str, str], dict[str, list[Line]]] = field(default_factory=dict)

    def of(self, table: str, column: str, value: str) -> list[Line]:
        if (table, column) not in self.by:
            found: dict[str, list[Line]] = defaultdict(list)
            for line in self.tables.get(table, ()):
                found[line[column]].append(line)
            self.by[table, column] = found
        return self.by[table, column].get(value, []) if value else []


def _tell(tables: Tables, problems: list[Problem], own: OwnNames) -> Told:
    if not tables.get(ORGANISATIONS):
        raise DirectoryUnreadable
    index = _Index(tables)
    told: dict[str, ToldOrganisation] = {}
    for line in tables[ORGANISATIONS]:
        problem = _wrong(ORGANISATIONS, line, told.keys())
        if problem is None:
            told[line["id"]] = ToldOrganisation(line["id"], _organisation(line, index))
        else:
            problems.append(problem)
    services: set[str] = set()
    for line in tables.get(SERVICES, ()):
        problem = _wrong(SERVICES, line, services)
        owner = told.get(line["organization_id"])
        if problem is None and owner is None:
            value = terms.shown(line["organization_id"])
            problem = Problem(SERVICES, line.row, "organization_id", terms.NO_ORGANISATION, value)
        if problem is None and owner is not None:
            services.add(line["id"])
            owner.services.append(ToldService(line["id"], _service(line, index, own)))
        elif problem is not None:
            problems.append(problem)
    rows = len(tables[ORGANISATIONS]) + len(tables.get(SERVICES, ()))
    return Told(list(told.values()), problems, rows)


def _wrong(table: str, line: Line, known: Any) -> Problem | None:
    checks = (
        ("id", terms.NO_ID, not line["id"]),
        ("id", terms.TOO_LONG, len(line["id"]) > terms.SOURCE_ID_LENGTH),
        ("id", terms.TWICE, line["id"] in known),
        ("name", terms.NO_NAME, not line["name"]),
        ("name", terms.TOO_LONG, len(line["name"]) > terms.ORGANISATION_LENGTHS["name"]),
    )
    return next(
        (
            Problem(table, line.row, column, reason, terms.shown(line[column]))
            for column, reason, is_so in checks
            if is_so
        ),
        None,
    )


def _organisation(line: Line, index: _Index) -> dict[str, Any]:
    places = index.of(LOCATIONS, "organization_id", line["id"])
    told = {
        "about_es": "",
        "about_en": line["description"],
        "phone": _number(index, "organization_id", line["id"]),
        "web": line["website"] or line["url"],
        "place": next(filter(None, (_place(place, index) for place in places)), ""),
    }
    return {"name": line["name"], **_cut(told, terms.ORGANISATION_LENGTHS), "active": True}


def _service(line: Line, index: _Index, own: OwnNames) -> dict[str, Any]:
    its = line["id"]
    links = index.of(AT_LOCATION, "service_id", its)
    places = [place for link in links for place in index.of(LOCATIONS, "id", link["location_id"])]
    areas = [area["name"] or area["description"] for area in index.of(AREAS, "service_id", its)]
    spoken = [
        each["code"] or each["name"] or each["language"] for each in index.of(LANGUAGES, "service_id", its)
    ]
    kinds = [
        term["name"]
        for attribute in index.of(ATTRIBUTES, "link_id", its)
        for term in index.of(TERMS, "id", attribute["taxonomy_term_id"])
    ]
    reach = [
        line["application_process"],
        _number(index, "service_id", its),
        *(_place(place, index) for place in places),
    ]
    told = {
        "area": ", ".join(filter(None, areas)),
        "hours": "; ".join(filter(None, map(_hours, index.of(SCHEDULES, "service_id", its)))),
        "eligibility": line["eligibility_description"] or line["eligibility"],
        "reach": " · ".join(filter(None, reach)),
    }
    languages = [terms.language_of(each) for each in spoken if 0 < len(each) <= terms.LANGUAGE_LENGTH]
    return {
        "name": line["name"],
        **_cut(told, terms.SERVICE_LENGTHS),
        "needs": terms.needs_in([line["name"], line["description"]], kinds, own),
        "languages": list(dict.fromkeys(languages))[: terms.MOST_LANGUAGES],
        "active": line["status"].lower() in LIVE,
    }


def _number(index: _Index, column: str, owner: str) -> str:
    """The first number that is nobody's own."""
    numbers = (line["number"] for line in index.of(PHONES, column, owner) if not line["contact_id"])
    return next((number.strip('" ') for number in numbers if number), "")


def _place(place: Line, index: _Index) -> str:
    address = next(iter(index.of(ADDRESSES, "location_id", place["id"])), None)
    if address is None:
        return place["name"]
    return ", ".join(filter(None, (address["address_1"], address["address_2"], address["city"])))


def _hours(schedule: Line) -> str:
    """As the directory writes hours, where the schedule says days and hours of a week; else its own words."""
    opens, closes = schedule["opens_at"][:5], schedule["closes_at"][:5]
    given = schedule["byday"] or schedule["weekday"]
    days = [DAYS[day] for day in (part.strip().upper()[:2] for part in given.split(",")) if day in DAYS]
    if days and opens and closes:
        return f"{','.join(dict.fromkeys(days))} {opens}-{closes}"
    return schedule["description"]


def _cut(told: dict[str, str], lengths: Mapping[str, int]) -> dict[str, str]:
    """Descriptions are as long as their writers like: what finds no room ends in dots."""
    return {
        name: value if len(value) <= lengths[name] else f"{value[: lengths[name] - 1]}…"
        for name, value in told.items()
    }
