"""Where a key is missing nothing is kept, in clear or under a key that the log does not name, and whoever asks is told."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import delete, select

from canvass.db import Base, db
from canvass.sealing import b64encode, key_id, make_key, point, seal
from canvass.vaults import Holder, KeyLogEntry, ReplacedKey, Wrap
from tests.cast import Cast
from tests.people import add_case, answers, contact, freeze, hand_in, new_case, route
from tests.walk import Ground, lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
CANARY = "Rosa Canario"


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


def stranger(cast: Cast, vault: str, kind: str, record: str) -> dict[str, str]:
    """Sealed as it should be, to a key that no log names."""
    key = point(make_key())
    sealed = seal(key, cast.org, vault, kind, record, {"v": 1, "id": record, "name": CANARY})
    return {"key_id": key_id(key), "sealed": b64encode(sealed)}


def everything(writing: Writing) -> str:
    with writing():
        return "".join(
            str([tuple(row) for row in db.session.execute(select(table))])
            for table in Base.metadata.sorted_tables
        )


def verdicts(cast: Cast, *items: Any) -> list[tuple[str, str | None]]:
    return [(each["verdict"], each["reason"]) for each in hand_in(cast.alma, *items)]


def test_what_is_in_clear_or_under_a_strangers_key_is_kept_nowhere(
    cast: Cast, ground: Ground, writing: Writing
) -> None:
    record = str(uuid.uuid4())
    strange = stranger(cast, "intake", "contact", record)
    items = (
        freeze("contact", ground.campaign, {"name": CANARY}),
        freeze("contact", ground.campaign, {"sealed": None, "name": CANARY}),
        freeze("contact", ground.campaign, {"sealed": strange["sealed"]}, id=record),
        answers(ground.campaign, ground.script, {"fear": ["yes"]}),
        answers(
            ground.campaign,
            ground.script,
            {"rent": ["yes"]},
            stranger(cast, "field", "answers", record)["sealed"],
        ),
    )
    assert verdicts(cast, *items) == [("refused", "bad_body")] * len(items)
    assert CANARY not in everything(writing)


def test_a_note_under_a_strangers_key_is_set_apart_and_shown_to_nobody(cast: Cast, ground: Ground) -> None:
    phone = lend(cast, ground.turf, cast.alma)
    note = stranger(cast, "field", "visit.note", "any")["sealed"]
    assert phone.hand_in(phone.visit(ground.doors[0], "conversation", note=note)) == ["quarantined"]
    assert phone.row(ground.turf, ground.doors[0])["last"] is None


def test_staff_keeps_nothing_that_no_keyholder_could_open(cast: Cast, ground: Ground) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    case, record = add_case(cast, ground.campaign), str(uuid.uuid4())
    wrong = route(cast, item["id"], case=new_case(cast, **stranger(cast, "consulta", "case", record)))
    for path, body in (
        (f"/api/contacts/{item['id']}/routing", wrong),
        (
            f"/api/contacts/{item['id']}/closing",
            {"rev": 1, **stranger(cast, "intake", "contact", item["id"])},
        ),
        (f"/api/cases/{case}/notes", {"id": record, **stranger(cast, "consulta", "case.note", record)}),
    ):
        refused = cast.celia.post(path, body)
        assert (refused.status_code, refused.json["code"]) == (422, "seal_invalid"), path
        assert refused.json["message"]
    refused = cast.celia.patch(f"/api/cases/{case}", {"rev": 1, **stranger(cast, "consulta", "case", case)})
    assert (refused.status_code, refused.json["code"]) == (422, "seal_invalid")
    assert cast.celia.get(f"/api/contacts/{item['id']}").json["state"] == "new"
    assert cast.celia.get(f"/api/cases/{case}").json["notes"] == []


def test_a_server_that_has_lost_its_key_log_takes_nothing_in(
    cast: Cast, ground: Ground, writing: Writing
) -> None:
    item = contact(cast, ground.campaign)
    with writing():
        for table in (Wrap, Holder, ReplacedKey, KeyLogEntry):
            db.session.execute(delete(table))
    assert verdicts(cast, item) == [("refused", "bad_body")]
    assert cast.celia.get("/api/contacts").json["items"] == []
