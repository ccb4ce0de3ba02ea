"""The ladder's desk: people by their next day, steps, notes."""

import uuid
from datetime import date

import pytest

from tests.cast import Cast
from tests.people import add_person, new_note, sealed_part
from tests.walk import lay_ground

STEPS = ("met", "one_on_one", "event", "task", "role", "leads")


@pytest.fixture
def campaign(cast: Cast) -> uuid.UUID:
    return lay_ground(cast, doors=0).campaign


@pytest.fixture
def person(cast: Cast, campaign: uuid.UUID) -> str:
    return add_person(cast, campaign)


def test_people_come_by_their_next_day_in_pages(cast: Cast, campaign: uuid.UUID) -> None:
    undated = add_person(cast, campaign)
    soon, later = (
        add_person(cast, campaign, date(2026, 11, 25)),
        add_person(cast, campaign, date(2026, 12, 3)),
    )

    first = cast.celia.get("/api/ladder?limit=2").json
    second = cast.celia.get(f"/api/ladder?limit=2&after={first['next']}").json

    assert [each["id"] for each in first["items"] + second["items"]] == [soon, later, undated]
    assert second["next"] is None


def test_a_person_climbs_step_by_step(cast: Cast, person: str) -> None:
    for rev, step in enumerate(STEPS, 1):
        answer = cast.celia.patch(f"/api/ladder/{person}", {"rev": rev, "step": step})
        assert (answer.status_code, answer.json["step"]) == (200, step)
    stale = cast.celia.patch(f"/api/ladder/{person}", {"rev": 1, "step": "met"})
    assert (stale.status_code, stale.json["current"]["step"]) == (409, STEPS[-1])
    assert (
        cast.celia.patch(f"/api/ladder/{person}", {"rev": 7, "step": "boss"}).json["code"] == "step_retired"
    )
    assert [each["id"] for each in cast.celia.get("/api/ladder?step=leads").json["items"]] == [person]
    assert cast.celia.get("/api/ladder?step=met").json["items"] == []


def test_a_move_and_its_note_are_stored_together_or_not_at_all(cast: Cast, person: str) -> None:
    move = {"rev": 1, "step": "one_on_one", "note": new_note(cast, "leadership", "ladder.note")}
    first = cast.celia.patch(f"/api/ladder/{person}", move)
    assert (first.status_code, first.json["step"], first.json["rev"]) == (200, "one_on_one", 2)
    assert "note" not in first.json
    # The answer was lost: the same once more is no second move, whatever happened since.
    later = cast.celia.patch(f"/api/ladder/{person}", {"rev": 2, "step": "event"}).json
    assert cast.celia.patch(f"/api/ladder/{person}", move).json == later

    stale = {**move, "step": "role", "note": new_note(cast, "leadership", "ladder.note")}
    assert cast.celia.patch(f"/api/ladder/{person}", stale).json["code"] == "stale"
    spoiled = {"rev": 3, "step": "role", "note": {**stale["note"], "sealed": "AAAA"}}
    assert cast.celia.patch(f"/api/ladder/{person}", spoiled).json["code"] == "seal_invalid"
    now = cast.celia.get(f"/api/ladder/{person}").json
    assert (now["step"], now["rev"], now["notes"]) == ("event", 3, [move["note"]])


def test_a_note_of_somebody_else_moves_nobody(cast: Cast, campaign: uuid.UUID, person: str) -> None:
    note = new_note(cast, "leadership", "ladder.note")
    other = add_person(cast, campaign)
    assert cast.celia.post(f"/api/ladder/{other}/notes", note).status_code == 201
    move = {
        "rev": 1,
        "step": "role",
        "note": {**note, "sealed": new_note(cast, "leadership", "ladder.note")["sealed"]},
    }
    assert cast.celia.patch(f"/api/ladder/{person}", move).json["code"] == "id_taken"
    assert cast.celia.get(f"/api/ladder/{person}").json["step"] == "met"


def test_a_one_on_ones_note_stays(cast: Cast, person: str) -> None:
    note = {"id": str(uuid.uuid4())}
    note |= sealed_part(cast, "leadership", "ladder.note", note["id"])
    for _ in range(2):
        assert cast.celia.post(f"/api/ladder/{person}/notes", note).status_code == 201

    assert cast.celia.get(f"/api/ladder/{person}").json["notes"] == [note]


def test_everybodys_notes_come_in_pages_each_with_whose_it_is(cast: Cast, campaign: uuid.UUID) -> None:
    people = [add_person(cast, campaign) for _ in range(2)]
    notes = {}
    for person in [*people, people[0]]:
        note = new_note(cast, "leadership", "ladder.note")
        assert cast.celia.post(f"/api/ladder/{person}/notes", note).status_code == 201
        notes[note["id"]] = {**note, "of": person}

    first = cast.celia.get("/api/ladder/notes?limit=2").json
    second = cast.celia.get(f"/api/ladder/notes?limit=2&after={first['next']}").json

    assert {each["id"]: each for each in first["items"] + second["items"]} == notes
    assert (len(first["items"]), second["next"]) == (2, None)


def test_the_ladder_is_for_its_keyholders(cast: Cast, person: str) -> None:
    for other in (cast.alma, cast.beto, cast.dario, cast.elena):
        assert other.get("/api/ladder").status_code == 403
        assert other.get("/api/ladder/notes").status_code == 403
        assert other.get(f"/api/ladder/{person}").status_code == 403
        assert other.patch(f"/api/ladder/{person}", {"rev": 1, "step": "role"}).status_code == 403
    assert cast.celia.get(f"/api/ladder/{uuid.uuid4()}").status_code == 404
