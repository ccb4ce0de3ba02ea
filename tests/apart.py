"""What was set apart, as those who lead see it and decide on it."""

from collections.abc import Mapping
from typing import Any

from canvass import projections
from tests.cast import Cast, Person

EAST = (-82.4, 35.59)


def listed(person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = person.get("/api/quarantine", query_string=query)
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def accept(person: Person, item: Mapping[str, Any], **body: Any) -> Any:
    return person.post(f"/api/quarantine/{item['id']}/acceptance", body)


def discard(person: Person, item: Mapping[str, Any], reason: str = "Fue una prueba", **body: Any) -> Any:
    return person.post(f"/api/quarantine/{item['id']}/discard", {"reason": reason, **body})


def differences(cast: Cast) -> list[Any]:
    with cast.app.app_context():
        return list(projections.rebuild(fix=False))
