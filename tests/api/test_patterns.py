"""Patterns over the wire: sealed likenesses that only grow, meetings that nobody overwrites, a floor that everybody hears."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from canvass import forgetting
from tests.cast import Cast
from tests.people import new_note, sealed_part


def a_meeting(cast: Cast, **over: str) -> dict[str, str]:
    record = str(uuid.uuid4())
    return {"id": record, "next_on": "2026-12-05", **sealed_part(cast, "consulta", "meeting", record), **over}


def test_what_is_the_same_is_said_once_and_read_by_all_of_consulta(cast: Cast) -> None:
    said = [new_note(cast, "consulta", "likeness") for _ in range(3)]
    for one in [*said, said[0]]:
        assert cast.celia.post("/api/patterns/likenesses", one).status_code == 201

    listed = cast.celia.get("/api/patterns/likenesses?limit=2").json
    rest = cast.celia.get(f"/api/patterns/likenesses?limit=2&after={listed['next']}").json
    assert [*listed["items"], *rest["items"]] == sorted(said, key=lambda one: one["id"])
    assert cast.celia.get("/api/patterns").json == {"floor": 3}
    foreign = {**new_note(cast, "intake", "likeness")}
    assert cast.celia.post("/api/patterns/likenesses", foreign).json["code"] == "seal_invalid"


def test_a_meeting_is_seen_to_by_who_calls_it_and_changed_only_as_it_was_read(cast: Cast) -> None:
    meeting = a_meeting(cast, next_on="2026-12-05")
    made = cast.celia.post("/api/patterns/meetings", meeting)
    assert (made.status_code, made.json["state"], made.json["assignee"]) == (
        201,
        "planned",
        str(cast.celia.member_id),
    )
    assert cast.celia.post("/api/patterns/meetings", meeting).json == made.json
    path = f"/api/patterns/meetings/{meeting['id']}"

    held = cast.celia.patch(path, {"rev": 1, "state": "held"})
    stale = cast.celia.patch(path, {"rev": 1, "state": "dropped"})

    assert (held.json["state"], stale.status_code, stale.json["current"]) == ("held", 409, held.json)
    assert cast.celia.get("/api/patterns/meetings").json["items"] == [held.json]


def test_no_meeting_is_without_a_day_by_which_it_is_forgotten(cast: Cast) -> None:
    meeting = a_meeting(cast)
    without = {name: value for name, value in meeting.items() if name != "next_on"}
    for body in (without, {**meeting, "next_on": None}):
        assert cast.celia.post("/api/patterns/meetings", body).status_code == 422
    assert cast.celia.post("/api/patterns/meetings", meeting).status_code == 201
    changed = cast.celia.patch(f"/api/patterns/meetings/{meeting['id']}", {"rev": 1, "next_on": None})
    assert changed.json["errors"][0]["path"] == ["next_on"]


def test_patterns_are_for_consultas_keyholders(cast: Cast) -> None:
    meeting = a_meeting(cast)
    cast.celia.post("/api/patterns/meetings", meeting)
    for other in (cast.alma, cast.beto, cast.elena):
        assert other.get("/api/patterns").status_code == 403
        assert other.get("/api/patterns/likenesses").status_code == 403
        assert other.get("/api/patterns/meetings").status_code == 403
        assert other.patch(f"/api/patterns/meetings/{meeting['id']}", {"rev": 1}).status_code == 403


def test_a_meeting_that_is_over_goes_with_the_cases_of_its_time(cast: Cast) -> None:
    old, coming = a_meeting(cast, next_on="2026-01-10"), a_meeting(cast, next_on="2026-01-10")
    for meeting in (old, coming):
        cast.celia.post("/api/patterns/meetings", meeting)
    cast.celia.patch(f"/api/patterns/meetings/{old['id']}", {"rev": 1, "state": "held"})
    zone, folder = ZoneInfo("America/New_York"), cast.app.config["SETTINGS"].backup_folder

    with cast.app.app_context():
        forgetting.forget_due(datetime(2026, 1, 10, tzinfo=UTC) + timedelta(days=732), zone, folder)

    left = [each["id"] for each in cast.celia.get("/api/patterns/meetings").json["items"]]
    assert left == [coming["id"]]
    assert cast.celia.post("/api/patterns/meetings", old).json["code"] == "erased"
