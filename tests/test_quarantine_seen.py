"""Who sees what could not be let in, and what of it: those who lead there, and never as it was said."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from canvass import visits
from canvass.db import db
from canvass.log import Event
from canvass.quarantine import Quarantined
from tests.apart import EAST, accept, differences, discard, listed
from tests.cast import Cast, Person, join
from tests.walk import Ground, Phone, lay_ground, lend, new_id


def test_a_note_stays_sealed(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    visit_id = str(new_id())
    note = cast.sealed_text("field", "visit.note", visit_id, {"v": 1, "id": visit_id, "text": "perro"})
    visit = phone.visit(ground.doors[0], note=note, id=visit_id)
    phone.hand_in(visit)

    assert note not in cast.beto.get("/api/quarantine").text
    accept(cast.beto, visit)
    with cast.app.app_context():
        assert db.session.get_one(visits.Visit, uuid.UUID(visit_id)).note


OPEN = {
    "a note": {"note": "perro bravo"},
    "a language, and no text": {"language": ["mixteco"]},
    "both, with what cannot be written again": {"note": "perro bravo", "language": {"": 1e308}},
}


@pytest.mark.parametrize("words", OPEN.values(), ids=[*OPEN])
def test_of_a_note_that_nobody_sealed_nothing_is_kept_and_the_visit_is(
    cast: Cast, ground: Ground, phone: Phone, words: dict[str, Any]
) -> None:
    visit = phone.visit(ground.doors[0], "conversation", **words)
    assert phone.hand_in(visit) == ["quarantined"]

    with cast.app.app_context():
        (raw,) = db.session.scalars(select(Quarantined.raw)).all()
    assert raw is not None
    assert [word for word in (b"perro", b"mixteco", b"note", b"language") if word in raw] == []
    assert phone.hand_in(visit) == ["quarantined"]
    [item] = listed(cast.beto)
    assert (item["reason"], item["said"]["result"], item["acceptable"]) == ("bad_body", "conversation", True)

    assert accept(cast.beto, visit).status_code == 200
    assert phone.row(ground.turf, ground.doors[0])["last"]["result"] == "conversation"
    assert phone.hand_in(visit) == ["duplicate"]
    assert differences(cast) == []
    with cast.app.app_context():
        assert [
            word for body in db.session.scalars(select(Event.body)) for word in words if word in body
        ] == []


def test_a_voiding_brings_no_words_into_the_log(cast: Cast, ground: Ground, phone: Phone) -> None:
    visit = phone.visit(ground.doors[0])
    voided = phone.freeze("visit.voided", {"visit": visit["id"], "note": "perro bravo"})
    assert phone.hand_in(visit, voided) == ["accepted"] * 2
    assert phone.hand_in(voided) == ["duplicate"]
    with cast.app.app_context():
        assert [body for body in db.session.scalars(select(Event.body)) if "perro" in body] == []


def test_who_leads_elsewhere_sees_nothing_of_it(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    lay_ground(cast, lead=fabio, middle=EAST)
    revoke(cast.alma)
    visit = phone.visit(ground.doors[0])
    phone.hand_in(visit)

    assert listed(fabio) == []
    assert fabio.get("/api/quarantine/waiting").json["items"] == 0
    for answer in (fabio.get(f"/api/quarantine/{visit['id']}"), accept(fabio, visit), discard(fabio, visit)):
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert [item["event"] for item in listed(cast.elena)] == [visit["id"]]
    for person in (cast.alma, cast.dario, cast.celia):
        assert person.get("/api/quarantine").status_code in (401, 403)


@pytest.mark.parametrize("says", ["lease", "turf", "door", "nothing"])
def test_it_belongs_where_it_says_and_else_where_its_member_takes_part(
    cast: Cast, ground: Ground, phone: Phone, says: str
) -> None:
    fabio = join(cast.app, "Fabio", "lead")
    theirs = lay_ground(cast, lead=fabio, middle=EAST)
    dario = lend(cast, theirs.turf, cast.dario)
    alma = Phone(cast.alma)
    item = {
        "lease": lambda: alma.visit(uuid.uuid4(), assignment=str(dario.assignment), generation=1),
        "turf": lambda: alma.add_door(theirs.turf, uuid.uuid4()),
        "door": lambda: alma.visit(theirs.doors[0]),
        "nothing": lambda: {"id": str(new_id()), "envelope": "{"},
    }[says]()
    assert alma.hand_in(item) == ["quarantined"]

    seeing = {name for name, lead in (("beto", cast.beto), ("fabio", fabio)) if listed(lead)}
    assert seeing == ({"beto"} if says == "nothing" else {"fabio"})
    assert len(listed(cast.elena)) == 1


def test_what_nobody_can_place_only_administrators_see(cast: Cast, ground: Ground) -> None:
    stray = Phone(cast.celia)
    assert stray.hand_in(stray.visit(uuid.uuid4())) == ["quarantined"]

    assert listed(cast.beto) == []
    assert [item["acceptable"] for item in listed(cast.elena)] == [False]


def test_what_is_open_comes_first_in_pages(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    revoke(cast.alma)
    items = [phone.visit(ground.doors[n % 5]) for n in range(7)]
    for item in items:
        phone.hand_in(item)
    for item in items[4:]:
        discard(cast.beto, item)

    seen, after = [], None
    while True:
        page = cast.beto.get(
            "/api/quarantine", query_string={"limit": 2} | ({"after": after} if after else {})
        ).json
        seen += [each["event"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [each["id"] for each in [*items[3::-1], *items[:3:-1]]]


def test_reading_it_aloud_names_nobody_and_no_body(cast: Cast, ground: Ground, phone: Phone) -> None:
    """A poisoned text reaches the list as what can be read of it, never as it is."""
    item = phone.visit(ground.doors[0], "María Pérez")
    phone.hand_in(item, {"id": "Pérez", "envelope": json.dumps({"name": "María"})})

    text = cast.beto.get("/api/quarantine").text
    assert "María" not in text
    assert "Pérez" not in text


def test_an_id_of_elsewhere_shows_nobody_what_was_told_there(
    cast: Cast, ground: Ground, phone: Phone, revoke: Callable[[Person], None]
) -> None:
    """Fabián's people send something under ids that they saw on another team's phones."""
    fabian = join(cast.app, "Fabián", "lead")
    elsewhere = lay_ground(cast, lead=fabian, middle=EAST)
    other = lend(cast, elsewhere.turf, cast.dario)
    told = phone.visit(ground.doors[0], "conversation")
    assert phone.hand_in(told) == ["accepted"]
    revoke(cast.alma)
    apart = phone.visit(ground.doors[1], "declined")
    assert phone.hand_in(apart) == ["quarantined"]
    forged = [
        other.visit(door, id=each["id"]) for door, each in zip(elsewhere.doors, (told, apart), strict=False)
    ]

    assert other.hand_in(*forged) == ["conflict", "accepted"]

    [item] = listed(fabian)
    assert (item["event"], item["reason"], item["other"]) == (told["id"], "other_body", None)
    seen = {item["event"]: item["other"] for item in listed(cast.elena) if item["reason"] == "other_body"}
    assert seen[told["id"]]["result"] == "conversation"
