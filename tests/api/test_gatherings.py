"""Events over the wire: sealed, changed only as they were read, with replies that only grow and go with them."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from canvass import forgetting
from tests.cast import Cast
from tests.people import new_note, sealed_part

PATH = "/api/gatherings"
REPLY = ("leadership", "gathering.reply")


@pytest.fixture
def event(cast: Cast) -> dict[str, str]:
    record = str(uuid.uuid4())
    body = {"id": record, "next_on": "2026-12-05", **sealed_part(cast, "leadership", "gathering", record)}
    assert cast.celia.post(PATH, body).status_code == 201
    return body


def test_an_event_is_seen_to_by_who_plans_it_and_changed_only_as_it_was_read(
    cast: Cast, event: dict[str, str]
) -> None:
    planned = cast.celia.post(PATH, event).json
    assert (planned["state"], planned["assignee"]) == ("planned", str(cast.celia.member_id))
    one = f"{PATH}/{event['id']}"

    held = cast.celia.patch(one, {"rev": 1, "state": "held"})
    stale = cast.celia.patch(one, {"rev": 1, "next_on": "2026-12-06"})

    assert (held.json["state"], stale.status_code, stale.json["current"]) == ("held", 409, held.json)
    assert cast.celia.get(PATH).json["items"] == [cast.celia.get(one).json] == [held.json]


def test_replies_of_two_people_are_both_kept_and_none_is_changed(cast: Cast, event: dict[str, str]) -> None:
    said = [new_note(cast, *REPLY) for _ in range(3)]
    path = f"{PATH}/{event['id']}/replies"
    for one in [*said, said[0]]:
        assert cast.celia.post(path, one).status_code == 201
    changed = {**new_note(cast, *REPLY), "id": said[0]["id"]}
    changed |= sealed_part(cast, *REPLY, said[0]["id"])
    assert cast.celia.post(path, changed).json["code"] == "id_taken"

    first = cast.celia.get(f"{path}?limit=2").json
    rest = cast.celia.get(f"{path}?limit=2&after={first['next']}").json
    assert [*first["items"], *rest["items"]] == sorted(said, key=lambda one: one["id"])


def test_a_reply_is_of_one_event(cast: Cast, event: dict[str, str]) -> None:
    other = {**new_note(cast, "leadership", "gathering"), "next_on": "2026-12-08"}
    assert cast.celia.post(PATH, other).status_code == 201
    reply = new_note(cast, *REPLY)
    assert cast.celia.post(f"{PATH}/{event['id']}/replies", reply).status_code == 201
    assert cast.celia.post(f"{PATH}/{other['id']}/replies", reply).json["code"] == "id_taken"
    assert cast.celia.get(f"{PATH}/{other['id']}/replies").json["items"] == []
    assert cast.celia.post(f"{PATH}/{uuid.uuid4()}/replies", new_note(cast, *REPLY)).status_code == 404


def test_no_event_is_without_a_day_by_which_it_is_forgotten(cast: Cast, event: dict[str, str]) -> None:
    new = new_note(cast, "leadership", "gathering")
    for body in (new, {**new, "next_on": None}):
        assert cast.celia.post(PATH, body).status_code == 422
    assert cast.celia.patch(f"{PATH}/{event['id']}", {"rev": 1, "next_on": None}).status_code == 422


def test_events_are_for_leaderships_keyholders(cast: Cast, event: dict[str, str]) -> None:
    one = f"{PATH}/{event['id']}"
    for other in (cast.alma, cast.beto, cast.elena):
        for path in (PATH, one, f"{one}/replies"):
            assert other.get(path).status_code == 403
        assert other.post(f"{one}/replies", new_note(cast, *REPLY)).status_code == 403
        assert other.patch(one, {"rev": 1}).status_code == 403


def test_an_event_goes_two_years_after_its_day_with_what_was_said_of_it(
    cast: Cast, event: dict[str, str]
) -> None:
    reply = new_note(cast, *REPLY)
    path = f"{PATH}/{event['id']}/replies"
    assert cast.celia.post(path, reply).status_code == 201
    later = {**new_note(cast, "leadership", "gathering"), "next_on": "2027-12-08"}
    assert cast.celia.post(PATH, later).status_code == 201
    zone, folder = ZoneInfo("America/New_York"), cast.app.config["SETTINGS"].backup_folder

    with cast.app.app_context():
        forgetting.forget_due(datetime(2026, 12, 5, tzinfo=UTC) + timedelta(days=732), zone, folder)

    assert [each["id"] for each in cast.celia.get(PATH).json["items"]] == [later["id"]]
    assert cast.celia.get(path).status_code == 404
    assert cast.celia.post(PATH, event).json["code"] == "erased"
    assert cast.celia.post(f"{PATH}/{later['id']}/replies", reply).json["code"] == "erased"
