"""Consulta's desk: cases by their next day, changes that nobody loses, notes that are never overwritten."""

import uuid
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from canvass import erasures
from tests.cast import Cast
from tests.people import add_case, new_note, sealed_part
from tests.walk import lay_ground


@pytest.fixture
def campaign(cast: Cast) -> uuid.UUID:
    return lay_ground(cast, doors=0).campaign


@pytest.fixture
def case(cast: Cast, campaign: uuid.UUID) -> str:
    return add_case(cast, campaign)


def pages(cast: Cast, words: str = "") -> list[list[str]]:
    """Every page's ids."""
    found: list[list[str]] = []
    after = ""
    for _ in range(20):
        answer = cast.celia.get(f"/api/cases?limit=2{words}{after}")
        assert answer.status_code == 200, answer.json
        found.append([each["id"] for each in answer.json["items"]])
        if answer.json["next"] is None:
            return found
        after = f"&after={answer.json['next']}"
    raise AssertionError("the list has no end")


def test_cases_come_by_their_next_day_those_without_one_last(cast: Cast, campaign: uuid.UUID) -> None:
    days = [None, date(2026, 12, 3), date(2026, 11, 25), None, date(2026, 12, 3)]
    made = [(day, add_case(cast, campaign, day)) for day in days]

    listed = [each for page in pages(cast) for each in page]

    assert listed == [
        case for _, case in sorted(made, key=lambda each: (each[0] is None, each[0] or date.max, each[1]))
    ]


def test_the_list_can_be_narrowed(cast: Cast, campaign: uuid.UUID) -> None:
    one, other = add_case(cast, campaign), add_case(cast, campaign)
    cast.celia.patch(
        f"/api/cases/{one}", {"rev": 1, "state": "waiting", "assignee": str(cast.celia.member_id)}
    )

    assert pages(cast, "&state=waiting") == pages(cast, f"&assignee={cast.celia.member_id}") == [[one]]
    assert pages(cast, "&state=open") == [[other]]
    assert cast.celia.get("/api/cases?after=nonsense").status_code == 422


@pytest.mark.parametrize("settings", ["postgres"], indirect=True)
def test_a_note_that_comes_twice_at_the_same_moment_is_there_once(
    cast: Cast, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, note = f"/api/cases/{case}/notes", new_note(cast, "consulta", "case.note")
    forgotten_among, again, quicker = erasures.forgotten_among, cast.celia.at(cast.app), []

    def meanwhile(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
        if not quicker:
            quicker.append(True)
            with ThreadPoolExecutor(1) as other:
                quicker[0] = other.submit(again.post, path, note).result().status_code
        return forgotten_among(ids)

    monkeypatch.setattr(erasures, "forgotten_among", meanwhile)
    assert cast.celia.post(path, note).status_code == 201
    assert quicker == [201]
    assert [each["id"] for each in cast.celia.get(f"/api/cases/{case}").json["notes"]] == [note["id"]]


def test_a_change_with_an_old_rev_is_shown_the_new_one(cast: Cast, case: str) -> None:
    first = cast.celia.patch(f"/api/cases/{case}", {"rev": 1, "state": "resolved", "next_on": "2026-12-03"})
    second = cast.celia.patch(f"/api/cases/{case}", {"rev": 1, "state": "closed"})

    assert (first.status_code, first.json["state"], first.json["rev"]) == (200, "resolved", 2)
    assert (second.status_code, second.json["code"], second.json["current"]) == (409, "stale", first.json)
    cleared = cast.celia.patch(f"/api/cases/{case}", {"rev": 2, "next_on": None, "assignee": None})
    assert (cleared.json["next_on"], cleared.json["state"]) == (None, "resolved")


def test_a_body_is_sealed_to_consulta_or_not_stored(cast: Cast, case: str) -> None:
    own, foreign = sealed_part(cast, "consulta", "case", case), sealed_part(cast, "intake", "case", case)

    assert cast.celia.patch(f"/api/cases/{case}", {"rev": 1, **foreign}).json["code"] == "seal_invalid"
    assert cast.celia.patch(f"/api/cases/{case}", {"rev": 1, "sealed": own["sealed"]}).status_code == 422
    changed = cast.celia.patch(f"/api/cases/{case}", {"rev": 1, **own})
    assert (changed.status_code, changed.json["sealed"], changed.json["rev"]) == (200, own["sealed"], 2)


def test_only_the_office_owns_a_follow_up(cast: Cast, case: str) -> None:
    for nobody in (cast.alma.member_id, uuid.uuid4()):
        answer = cast.celia.patch(f"/api/cases/{case}", {"rev": 1, "assignee": str(nobody)})
        assert (answer.status_code, answer.json["errors"][0]["path"]) == (422, ["assignee"])
    assert cast.celia.patch(f"/api/cases/{case}", {"rev": 1, "state": "deported"}).status_code == 422
    assert cast.celia.get(f"/api/cases/{case}").json["rev"] == 1


def test_notes_are_added_once_and_stay(cast: Cast, case: str) -> None:
    notes = [{"id": str(uuid.uuid4())} for _ in range(3)]
    notes = [{**note, **sealed_part(cast, "consulta", "case.note", note["id"])} for note in notes]
    for note in [*notes, notes[0]]:
        answer = cast.celia.post(f"/api/cases/{case}/notes", note)
        assert (answer.status_code, answer.json) == (201, note)

    shown = cast.celia.get(f"/api/cases/{case}").json["notes"]
    assert shown == sorted(notes, key=lambda note: note["id"])
    other = {**notes[0], **sealed_part(cast, "consulta", "case.note", notes[0]["id"])}
    assert cast.celia.post(f"/api/cases/{case}/notes", other).json["code"] == "id_taken"
    timed = {**notes[0], "id": str(uuid.uuid1())}
    assert cast.celia.post(f"/api/cases/{case}/notes", timed).status_code == 422


def test_case_files_are_for_their_keyholders(cast: Cast, case: str) -> None:
    note = {"id": str(uuid.uuid4()), **sealed_part(cast, "consulta", "case.note", "x")}

    for other in (cast.alma, cast.beto, cast.dario, cast.elena):
        assert other.get("/api/cases").status_code == 403
        assert other.get(f"/api/cases/{case}").status_code == 403
        assert other.patch(f"/api/cases/{case}", {"rev": 1, "state": "closed"}).status_code == 403
        assert other.post(f"/api/cases/{case}/notes", note).status_code == 403
    assert cast.celia.get(f"/api/cases/{uuid.uuid4()}").status_code == 404
