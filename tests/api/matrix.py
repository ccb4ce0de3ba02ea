"""The matrix of who meets what: every route of the application × everybody who could call it, made from its own description."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from canvass.db import db
from canvass.exports import SEALED
from canvass.sealing import VAULTS, b64encode
from tests.api.world import draft_plan
from tests.cast import Cast, Person
from tests.desk import lay_records
from tests.people import answers, hand_in
from tests.walk import Ground, Phone, lay_ground, lend, new_id

KEYHOLDERS = {f"keyholder of {vault}" for vault in VAULTS}
STAFF = {"staff", "administrator", "former keyholder"} | KEYHOLDERS
LEADS = {"lead", "lead elsewhere", "administrator"}
MAY: Mapping[str, set[str]] = {
    "member": {"volunteer", "volunteer elsewhere"} | LEADS | STAFF,
    "lead": LEADS,
    "staff": STAFF,
    "office": LEADS | STAFF,
    "administrator": {"administrator"},
    "holder": KEYHOLDERS | {"administrator"},
    **{f"holder:{vault}": {f"keyholder of {vault}"} for vault in VAULTS},
}
MAY["holder:field"].add("administrator")
"""Who meets what a route asks of a session, as docs/protocol.md says it: `access.can` has to agree."""
OPENS: Mapping[str, set[str]] = {
    **{f"keyholder of {vault}": {vault} for vault in VAULTS},
    "administrator": {"field"},
}
"""Whose key opens what: nobody is sent anything else that is sealed, whatever they ask for."""
LOST = {"nobody", "revoked", "inactive", "expired", "let go"}
OUTSIDERS = ("volunteer elsewhere", "lead elsewhere")

OF_A_CAMPAIGN = {"campaign", "turf", "script", "assignment", "event", "finding", "plan"}
OF_NO_CAMPAIGN = {
    "case",
    "case_task",
    "contact",
    "device",
    "door",
    "hold",
    "hours",
    "import",
    "invitation",
    "job",
    "gathering",
    "meeting",
    "member",
    "organisation",
    "person",
    "person_task",
    "phone",
    "place",
    "slot",
    "slot_hold",
    "service",
}
NOT_LET_IN = {"session_needed": "401", "not_allowed": "403"}
EXAMPLES = {"uuid": str(uuid.UUID(int=4)), "date": "2026-11-23", "date-time": "2099-11-23T08:00:00Z"}


@dataclass(frozen=True)
class Route:
    """A method and path of the API, what it asks of its caller, and a request that its schemas let pass."""

    method: str
    rule: str
    who: str
    path: str
    body: dict[str, Any]
    records: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def call(self, person: Person) -> TestResponse:
        """With the session that they began with, whatever an answer did to their browser's cookies."""
        return person.at(person.client.application).call(self.method, self.path, **self.body)

    def push(self, person: Person) -> TestResponse:
        """With the device's token, and no session."""
        client = person.client.application.test_client()
        headers = {"Authorization": f"Bearer {person.push_token}"}
        return client.open(self.path, method=self.method, headers=headers, **self.body)


class Routes:
    """All of them, asking for records that are there: Beto's campaign, with a turf that Alma walks."""

    def __init__(self, cast: Cast) -> None:
        ground = lay_ground(cast)
        lease = lend(cast, ground.turf, cast.alma)
        _lay_answers(cast, ground, lease)
        odd = lease.visit(ground.doors[0], "moved")
        found = lease.add_door(ground.turf, uuid.uuid4())
        assert lease.hand_in(odd, found) == ["quarantined", "accepted"]
        records = {"campaign": ground.campaign, "turf": ground.turf, "script": ground.script}
        records |= {"assignment": lease.assignment, "event": uuid.UUID(odd["id"])}
        records["plan"] = draft_plan(cast, ground)
        records |= {"finding": uuid.UUID(found["id"]), "member": cast.alma.member_id}
        self.records = {**records, **lay_records(cast, ground.campaign)}
        self.sealed = read_sealed(cast.app)
        self.description: dict[str, Any] = cast.app.test_client().get("/api/openapi.json").json
        self.all = list(self._routes(cast.app))

    def _routes(self, app: Flask) -> Iterator[Route]:
        for rule in app.url_map.iter_rules():
            who = getattr(app.view_functions[rule.endpoint], "requirement", None)
            if who is None:
                continue
            path = re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule)
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield self._route(method, path, who)

    def _route(self, method: str, path: str, who: str) -> Route:
        item = self.description["paths"][path]
        operation = item[method.lower()]
        # More is asked for wherever more may be had, as sealed bodies beside their states.
        query = {
            each["name"]: self._example(each["schema"], each["name"])
            for each in operation.get("parameters", ())
            if each["in"] == "query" and (each["required"] or each["schema"].get("type") == "boolean")
        }
        in_path = {name: name.removesuffix("_id") for name in re.findall(r"\{(\w+)\}", path)}
        filled = path.format(**{name: self._record(record) for name, record in in_path.items()})
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        body = self._body(method, operation.get("requestBody", {}).get("content", {}))
        records = frozenset(in_path.values()) | (query.keys() & OF_A_CAMPAIGN)
        return Route(method, path, who, f"{filled}?{asked}" if asked else filled, body, records)

    def _body(self, method: str, content: dict[str, Any]) -> dict[str, Any]:
        if "application/octet-stream" in content:
            return {"data": b"", "content_type": "application/octet-stream"}
        schema = content.get("application/json", {}).get("schema")
        return {} if method == "GET" else {"json": self._example(schema) if schema else {}}

    def _example(self, schema: dict[str, Any], name: str = "") -> Any:
        """The least that the schema lets pass, as far as it says what that is."""
        if "$ref" in schema:
            schema = self.description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return {
                each: self._example(schema["properties"][each], each) for each in schema.get("required", ())
            }
        if kind == "array":
            return [self._example(schema["items"])] * schema.get("minItems", 0)
        if kind == "string":
            return self._record(name) if schema.get("format") == "uuid" else _text(schema)
        return 1

    def _record(self, name: str) -> str:
        return str(self.records.get(name, EXAMPLES["uuid"]))


def _lay_answers(cast: Cast, ground: Ground, lease: Phone) -> None:
    """What phones seal to the field's vault: a visit's note and language, and answers that could harm."""
    visit = str(new_id())
    parts = {
        part: cast.sealed_text("field", f"visit.{part}", visit, {"v": 1}) for part in ("note", "language")
    }
    assert lease.hand_in(lease.visit(ground.doors[1], "conversation", id=visit, **parts)) == ["accepted"]
    said = answers(
        ground.campaign, ground.script, {"rent": ["yes"]}, cast.sealed_text("field", "answers", "x", {"v": 1})
    )
    assert [each["verdict"] for each in hand_in(cast.alma, said)] == ["accepted"]


Sealed = Mapping[str, frozenset[str]]
"""Of each vault and kind what lies there, as it goes over the wire."""


def read_sealed(app: Flask) -> Sealed:
    """All that is sealed to the vaults. Of each kind there is something, or nothing would be proven of it."""
    with app.app_context():
        found = {
            f"{each.vault}: {each.kind}": frozenset(
                b64encode(body) for body in db.session.scalars(select(each.sealed)) if body
            )
            for each in SEALED
        }
        db.session.rollback()
    assert [kind for kind, bodies in found.items() if not bodies] == []
    return found


def _text(schema: dict[str, Any]) -> str:
    return str(schema["enum"][0] if "enum" in schema else EXAMPLES.get(schema.get("format", ""), "x"))


def entered(answer: TestResponse) -> str:
    """`in`, or the status with which the edge refused."""
    code = (answer.get_json(silent=True) or {}).get("code") if answer.is_json else None
    return NOT_LET_IN.get(str(code), "in")


def expected(who: str, name: str) -> str:
    """What a route that asks for `who` answers to a session of this one of the crew."""
    if who == "public":
        return "in"
    if who == "push" or name in LOST:
        return "401"
    return "in" if name in MAY[who] else "403"


@dataclass(frozen=True)
class Cell:
    """A route, who called it, how that was answered, and how it should have been; of what kinds the answer held a seal."""

    route: Route
    name: str
    got: str
    meant: str
    held: frozenset[str] = frozenset()


def _cell(route: Route, name: str, answer: TestResponse, meant: str, sealed: Sealed) -> Cell:
    """What is refused tells of no seal at all, what is let in of none but those that its caller can open."""
    got, told = entered(answer), answer.get_data(as_text=True)
    held = frozenset(kind for kind, bodies in sealed.items() if any(body in told for body in bodies))
    may = OPENS.get(name, set()) if got == "in" else set()
    overheard = sorted(kind for kind in held if kind.partition(":")[0] not in may)
    return Cell(route, name, " with ".join((got, *overheard)), meant, held)


def by_session(routes: Routes, crew: Mapping[str, Person], app: Flask) -> Iterator[Cell]:
    """Everybody with the session that they have, and somebody without any."""
    nobody = Person("Nobody", uuid.uuid4(), uuid.uuid4(), "", "", app.test_client())
    for route in routes.all:
        for name, person in {"nobody": nobody, **crew}.items():
            yield _cell(route, name, route.call(person), expected(route.who, name), routes.sealed)


def by_push_token(routes: Routes, crew: Mapping[str, Person]) -> Iterator[Cell]:
    """A device's token hands in, even a lost one's, and opens nothing else."""
    for route in routes.all:
        meant = "in" if route.who in ("push", "public") else "401"
        for name in ("administrator", "keyholder of intake", "revoked", "inactive", "expired", "let go"):
            # No key helps who comes without their session.
            cell = _cell(route, name, route.push(crew[name]), meant, routes.sealed)
            yield replace(cell, got=" with ".join((cell.got.partition(" ")[0], *sorted(cell.held))))


def from_outside(routes: Routes, crew: Mapping[str, Person]) -> Iterator[Cell]:
    """What is of a campaign is not there for who takes no part in it."""
    for route in routes.all:
        for name in OUTSIDERS if route.records & OF_A_CAMPAIGN else ():
            if name in MAY[route.who]:
                yield Cell(route, name, str(route.call(crew[name]).status_code), "404")
