"""Poison in every field of every route: never a fault of the server's, and the same answer on SQLite and PostgreSQL.

Whoever sends such things is an attacker or a broken phone. What they get is a refusal that says so, or a verdict.
"""

import base64
import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from canvass.app import create_app
from canvass.db import db
from tests.api.bodies import BODIES, DOOR_KINDS, KEYS, PEOPLE_KINDS, REFUSED
from tests.api.poison import UNREADABLE, batched, doses, poisoned
from tests.api.world import World, open_world
from tests.cast import Cast, prove
from tests.conftest import Templates, make_settings
from tests.postgres import copy_database, drop_database

PG_NAME = "poisoned"
MOST = 20
"""Items that either stream takes at once."""


@pytest.fixture
def worlds(
    tmp_path: Path, sqlite_templates: Templates, postgres_server: str, postgres_templates: Templates
) -> Iterator[list[World]]:
    """The same world on SQLite and on PostgreSQL."""
    at_sqlite = make_settings(tmp_path / "sqlite")
    shutil.copy(sqlite_templates.joined, at_sqlite.instance / "canvass.sqlite3")
    address = copy_database(postgres_server, PG_NAME, postgres_templates.joined)
    at_postgres = make_settings(
        tmp_path / "postgres", address.replace("postgresql://", "postgresql+psycopg://")
    )
    casts = [
        templates.cast.at(create_app(settings))
        for templates, settings in ((sqlite_templates, at_sqlite), (postgres_templates, at_postgres))
    ]
    yield [open_world(cast) for cast in casts]
    for cast in casts:
        _let_go(cast)
    drop_database(postgres_server, PG_NAME)


def _let_go(cast: Cast) -> None:
    with cast.app.app_context():
        db.engine.dispose()


BY_TOKEN = (
    "/api/sync/push",
    "/api/sync/people",
    "/api/sync/standing",
    "/api/sessions",
    "/api/session/return",
)


def send(world: World, method: str, path: str, text: str) -> TestResponse:
    """The request as who may make it: with the session of who may do everything, or with a phone's token."""
    path = path.format(**world.ids)
    if method == "POST" and path in BY_TOKEN:
        token = {"Authorization": f"Bearer {world.cast.alma.push_token}"}
        client = world.cast.app.test_client()
        return client.post(path, data=text, headers=token, content_type="application/json")
    return world.celia.call(method, path, data=text, content_type="application/json")


def outcome(answer: TestResponse) -> tuple[int, Any]:
    """What must be the same on both databases: the status and, of a refusal, its code."""
    code = answer.json.get("code") if answer.is_json and answer.status_code >= 400 else None
    return answer.status_code, code


def operations_of(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every method and path, and what the API's description says of it."""
    for path, operations in world.celia.get("/api/openapi.json").json["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                yield method.upper(), path, operation


def names_of(operation: dict[str, Any]) -> list[str]:
    """The names of what the query may hold."""
    return [each["name"] for each in operation.get("parameters", ()) if "name" in each]


def test_every_route_that_takes_json_is_tried_here(worlds: list[World]) -> None:
    described = list(operations_of(worlds[0]))
    assert set(BODIES) == {
        (method, path)
        for method, path, operation in described
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert set(KEYS) == {path for _, path, operation in described if "after" in names_of(operation)}


def test_no_field_of_any_route_brings_the_server_down(worlds: list[World]) -> None:
    faults = [fault for method, path in BODIES for fault in try_route(worlds, method, path)]
    assert not faults, "\n".join(faults)


def try_route(worlds: list[World], method: str, path: str) -> Iterator[str]:
    """Poison each place of the body in turn; at last the sound body, which must be let in as ever, and may come again."""
    patient = path.startswith("/api/sync/")
    make = BODIES[method, path]
    for world in worlds:
        # Of five minutes' proof a busy machine leaves little for the last route.
        prove(world.celia)
    bodies = [make(world) for world in worlds]
    for place, name, raw in doses(bodies[0]):
        outcomes = [
            outcome(send(world, method, path, poisoned(body, place, raw)))
            for world, body in zip(worlds, bodies, strict=True)
        ]
        strict = name in UNREADABLE and not patient
        if len(set(outcomes)) > 1 or outcomes[0][0] >= 500 or (strict and outcomes[0][0] != 400):
            yield f"{method} {path} {place}: {name}: {outcomes}"
        if outcomes[0][0] < 300:
            bodies = [make(world) for world in worlds]
    texts = [json.dumps(make(world)) for world in worlds]
    sound, again = (
        [send(world, method, path, text) for world, text in zip(worlds, texts, strict=True)] for _ in range(2)
    )
    told = {(each.status_code, each.text) for each in (*sound, *again) if each.status_code >= 300}
    allowed = {REFUSED[method, path]} if (method, path) in REFUSED else range(300)
    if any(each.status_code not in allowed for each in sound):
        yield f"{method} {path}, sound: {told}"
    if outcome(again[0]) != outcome(again[1]) or again[0].status_code >= 500:
        yield f"{method} {path}, once more: {told}"


@pytest.mark.parametrize(
    ("path", "items", "kinds"),
    [("/api/sync/push", "events", DOOR_KINDS), ("/api/sync/people", "records", PEOPLE_KINDS)],
)
def test_a_poisoned_envelope_gets_its_verdict_and_spoils_no_other(
    worlds: list[World], path: str, items: str, kinds: tuple[Callable[[World], dict[str, str]], ...]
) -> None:
    faults: list[str] = []
    for kind in kinds:
        for batch in batched(doses(json.loads(kind(worlds[0])["envelope"])), MOST - 1):
            verdicts = [hand_in_poisoned(world, path, items, kind, batch) for world in worlds]
            if verdicts[0] != verdicts[1] or verdicts[0][-1] != ("accepted", None):
                faults.append(f"{batch}: {verdicts}")
            faults += [
                f"{place} {name}: {verdict}"
                for (place, name, _), (verdict, _) in zip(batch, verdicts[0][:-1], strict=True)
                # A clock that makes no sense is passed over: the knock happened all the same.
                if name in UNREADABLE
                and place[:1] != ("clock",)
                and verdict not in ("quarantined", "refused")
            ]
    assert not faults, "\n".join(faults)


def hand_in_poisoned(
    world: World,
    path: str,
    items: str,
    kind: Callable[[World], dict[str, str]],
    batch: Sequence[tuple[tuple[Any, ...], str, str]],
) -> list[tuple[str, str | None]]:
    """The verdicts on one poisoned item after the other, and on a sound one."""
    handed = [kind(world) for _ in batch]
    for item, (place, _, raw) in zip(handed, batch, strict=True):
        item["envelope"] = poisoned(json.loads(item["envelope"]), place, raw)
    answer = send(world, "POST", path, json.dumps({items: [*handed, kind(world)]}))
    assert answer.status_code == 200, answer.json
    return [(each["verdict"], each["reason"]) for each in answer.json["verdicts"]]


def test_a_poisoned_page_begins_nowhere(worlds: list[World]) -> None:
    faults: list[str] = []
    for path, key in KEYS.items():
        for place, name, raw in doses(key(worlds[0])):
            outcomes = [outcome(read_page(world, path, poisoned(key(world), place, raw))) for world in worlds]
            if len(set(outcomes)) > 1 or outcomes[0] not in ((200, None), (422, "bad_cursor")):
                faults.append(f"{path} {place}: {name}: {outcomes}")
        sound = [read_page(world, path, json.dumps(key(world))) for world in worlds]
        faults += [f"{path}, sound: {answer.json}" for answer in sound if answer.status_code != 200]
    assert not faults, "\n".join(faults)


def read_page(world: World, path: str, key: str) -> TestResponse:
    """The page after the row of this key, which is JSON or worse."""
    word = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
    return world.celia.get(path.format(**world.ids), query_string={"after": word})


WORDS = (
    "a\0b",
    "\ud800",
    "9" * 5000,
    "-1",
    "1e308",
    "NaN",
    "ñ",
    "%",
    "",
    "٣",
    "[]",
    "x" * 5000,
    "2147483648",
)


def test_no_parameter_of_any_address_brings_the_server_down(worlds: list[World]) -> None:
    faults: list[str] = []
    for method, path, operation in operations_of(worlds[0]):
        for name, word in itertools.product(names_of(operation), WORDS):
            outcomes = [outcome(ask(world, method, path, name, word)) for world in worlds]
            if len(set(outcomes)) > 1 or outcomes[0][0] >= 500:
                faults.append(f"{method} {path} {name}={word[:20]!r}: {outcomes}")
    assert not faults, "\n".join(faults)


def ask(world: World, method: str, path: str, name: str, word: str) -> TestResponse:
    """The request with this one parameter; a pull is of a turf in any case."""
    query = f"{name}={_quoted(word)}"
    if path == "/api/sync/pull" and name != "turf":
        query += f"&turf={world.ids['turf_id']}"
    kind = {"content_type": "application/octet-stream"} if method == "PUT" else {}
    return world.celia.call(method, path.format(**world.ids), query_string=query, **kind)


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode("utf-8", "surrogatepass"))


HEADERS = ("Authorization", "Cookie", "Accept-Language", "Origin", "Sec-Fetch-Site", "Content-Type", "Host")
VALUES = (
    "\xff\xfe",
    "a\x00b",
    "Bearer \xff",
    "Bearer a\0",
    "9" * 5000,
    "es;q=" + "9" * 400,
    "http://[",
    ",;=",
)


def test_no_header_brings_the_server_down(worlds: list[World]) -> None:
    faults: list[str] = []
    calls = (("GET", "/api/session"), ("POST", "/api/sync/push"), ("POST", "/api/invitations/lookup"))
    for world, (method, path), name, value in itertools.product(worlds, calls, HEADERS, VALUES):
        words = f"__Host-session={value}" if name == "Cookie" else value
        variable = name.upper().replace("-", "_")
        variable = variable if variable == "CONTENT_TYPE" else f"HTTP_{variable}"
        answer = world.cast.app.test_client().open(
            path, method=method, environ_overrides={variable: words}, data="{}"
        )
        if answer.status_code >= 500:
            faults.append(f"{method} {path} {name}: {value[:20]!r}")
    assert not faults, "\n".join(faults)
