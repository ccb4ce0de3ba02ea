"""What Canvass must never be able to hold: nothing is made for a status, an A-number, a birth date, an origin, or where a
volunteer is. Whoever needs such a name for something else says so here, and why."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, Float

from canvass.db import Base, Geometry, UtcDateTime

NEVER = re.compile(
    r"(^|_)(status|immigration|citizen\w*|visa|alien|a_?number|uscis|ssn|itin|passport|licen[cs]e|birth\w*|dob|age|born"
    r"|origin|nationality|country|race|ethnicity|religion|gender|sex"
    r"|gps|position|track|trail|heading|accuracy|latitude|longitude|altitude|ip|ip_address|user_agent|fingerprint|imei"
    r"|first_name|last_name|surname|full_name|email|e_mail|phone|telephone|address)(_|$)"
)
FINE = {
    "turf_doors.position": "a door's place in the walk's order",
    "Row.position": "the same",
    "PlanDoors.position": "the same",
    "places.address_key": "an imported house's, by which lists are matched",
    "Point.address": "the same house's, in words",
    "Status.status": "of a contact: picked up, reached",
    "directory_organisations.phone": "an organisation's, as it tells everybody",
    "ListedOrganisation.phone": "the same",
    "NewListedOrganisationArgs.phone": "the same",
    "ListedOrganisationChanges.phone": "the same",
    "HeldPhone.phone": "a device's random id",
}
"""Names that mean something else."""

NOBODYS = (
    "members",
    "devices",
    "sessions",
    "returns",
    "invitations",
    "holders",
    "candidates",
    "visits",
    "door_states",
    "contacts",
    "answers",
    "slot_holds",
    "cases",
    "case_tasks",
    "case_bars",
    "likenesses",
    "meetings",
    "ladder",
    "ladder_tasks",
    "gatherings",
    "gathering_replies",
)
"""Tables about people: none of them has a place, and none but a few a time."""
TIMES = {
    "devices.revoked_at",
    "invitations.expires_at",
    "invitations.used_at",
    "sessions.expires_at",
    "sessions.proved_at",
    "returns.until",
    "visits.at",
    "cases.next_on",
    "case_tasks.next_on",
    "meetings.next_on",
    "ladder.next_on",
    "ladder_tasks.next_on",
    "gatherings.next_on",
}


def columns() -> Iterator[tuple[str, Any]]:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            yield f"{table.name}.{column.name}", column


def fields(app: Flask) -> Iterator[str]:
    """Every property of every schema that the API describes, and every parameter."""
    description = app.test_client().get("/api/openapi.json").json
    for name, schema in description["components"]["schemas"].items():
        yield from (f"{name}.{field}" for field in schema.get("properties", {}))
    for path, operations in description["paths"].items():
        for operation in operations.values():
            if isinstance(operation, dict):
                yield from (f"{path}.{each['name']}" for each in operation.get("parameters", []))


def test_no_column_is_made_for_what_must_not_be_kept() -> None:
    found = [name for name, _ in columns() if NEVER.search(name.split(".")[1]) and name not in FINE]
    assert found == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_no_field_of_the_api_is_either(app: Flask) -> None:
    found = {name for name in fields(app) if NEVER.search(name.rsplit(".", 1)[1])}
    assert found - set(FINE) == set()
    assert {name for name in FINE if name[0].isupper()} <= found, "an exception that nobody needs any more"


def test_no_table_of_people_has_a_place_or_a_time_that_is_not_named_here() -> None:
    placed = [
        name
        for name, column in columns()
        if name.split(".")[0] in NOBODYS and isinstance(column.type, Geometry | Float)
    ]
    assert placed == []
    timed = {
        name
        for name, column in columns()
        if name.split(".")[0] in NOBODYS and isinstance(column.type, UtcDateTime | DateTime | Date)
    }
    assert timed <= TIMES, "the hour at which somebody did something is nobody's business"


def test_the_names_are_found_where_there_are_some() -> None:
    for name in (
        "status",
        "immigration_status",
        "a_number",
        "birth_date",
        "dob",
        "country_of_origin",
        "last_position",
    ):
        assert NEVER.search(name), name
    for name in ("state", "page", "stage", "next_on", "language", "shipped"):
        assert not NEVER.search(name), name
