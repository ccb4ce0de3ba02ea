"""What leads do with plans, for tests: have one cut, look at it, edit it, publish it."""

import uuid
from itertools import combinations
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from canvass.db import db
from canvass.queues import queue
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person

SIX = {"kind": "doors", "doors": 6}


def work_off(cast: Cast) -> None:
    with cast.app.app_context():
        queue().work_off()


def begin(person: Person, campaign: str, **asked: Any) -> dict[str, Any]:
    answer = person.post(f"/api/campaigns/{campaign}/plans", {"wish": SIX, **asked})
    assert answer.status_code == 202, answer.json
    return dict(answer.json)


def drafted(cast: Cast, campaign: str, **asked: Any) -> dict[str, Any]:
    """A plan that is cut."""
    begun = begin(cast.beto, campaign, **asked)
    work_off(cast)
    plan = look(cast.beto, begun["plan"])
    assert plan["state"] == "draft", cast.beto.get(f"/api/jobs/{begun['job']['id']}").json
    return plan


def look(person: Person, plan: str) -> dict[str, Any]:
    answer = person.get(f"/api/plans/{plan}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def doors_of(person: Person, plan: dict[str, Any]) -> dict[str, list[Any]]:
    return dict(person.get(f"/api/plans/{plan['id']}/doors").json)


def edit(person: Person, plan: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/edits", {"rev": plan["rev"], "edit": wanted})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def step(person: Person, plan: dict[str, Any], which: str) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/{which}", {"rev": plan["rev"]})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def publish(person: Person, plan: dict[str, Any], turfs: list[int] | None = None) -> dict[str, Any]:
    answer = person.post(f"/api/plans/{plan['id']}/publish", {"rev": plan["rev"], "turfs": turfs})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def in_turf(person: Person, plan: dict[str, Any], n: int) -> list[str]:
    """The doors of a draft turf in walking order."""
    found = doors_of(person, plan)
    rows = zip(found["position"], found["door"], found["turf"], strict=True)
    return [door for _, door, turf in sorted(rows) if turf == n]


def live_doors(cast: Cast, campaign: str) -> list[uuid.UUID]:
    with cast.app.app_context():
        query = select(TurfDoor.door_id).where(TurfDoor.campaign_id == uuid.UUID(campaign), TurfDoor.live)
        return list(db.session.scalars(query))


def shape(turf: dict[str, Any]) -> BaseGeometry:
    return shapely.geometry.shape(turf["polygon"])


def overlap(turfs: list[dict[str, Any]]) -> float:
    """The largest area, in square degrees, that two of them have in common."""
    shapes = [shape(turf) for turf in turfs]
    return max((a.intersection(b).area for a, b in combinations(shapes, 2)), default=0.0)
