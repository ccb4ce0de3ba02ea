"""Re-sealing: what lay under a replaced key lies under the live one, in the log as well, and then nobody holds the old one."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from canvass import projections, resealing, vaults
from canvass.contacts import Contact
from canvass.db import db
from canvass.sealing import b64decode, b64encode, seal, verify_chain
from canvass.vaults import Wrap
from canvass.visits import Visit
from tests.cast import Cast, prove
from tests.people import contact, hand_in
from tests.test_keyholding import entry_for
from tests.walk import lay_ground, lend

Writing = Callable[[], AbstractContextManager[None]]
BODY = {"v": 1, "text": "sellado de nuevo"}
TODAY = date(2026, 11, 27)


def rotate(cast: Cast, vault: str) -> None:
    prove(cast.celia)
    assert cast.celia.post("/api/vaults/entries", entry_for(cast, vault, anew=True)).status_code == 201
    with cast.app.app_context():
        cast.log = verify_chain(vaults.key_log(), org=cast.org)


def anew(cast: Cast, item: dict[str, Any], **over: Any) -> dict[str, Any]:
    """What Celia's browser makes of it."""
    live = cast.log.live(item["vault"])
    assert live
    was = hashlib.sha256(b64decode(item["sealed"])).hexdigest()
    new = seal(live.key, cast.org, item["vault"], item["kind"], item["id"], BODY)
    told = {name: item[name] for name in ("vault", "kind", "id")}
    return {**told, "was": was, "key_id": live.key_id, "sealed": b64encode(new), **over}


def stale(cast: Cast) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.celia.get("/api/vaults/stale").json["items"]
    return found


def reseal(cast: Cast, *items: dict[str, Any]) -> Any:
    return cast.celia.post("/api/vaults/resealing", {"items": list(items)})


@pytest.fixture
def told(cast: Cast) -> dict[str, str]:
    """A contact."""
    item = contact(cast, lay_ground(cast).campaign)
    hand_in(cast.alma, item)
    return item


def test_records_move_to_the_live_key_each_once(cast: Cast, told: dict[str, str], writing: Writing) -> None:
    assert stale(cast) == []
    rotate(cast, "intake")
    (item,) = stale(cast)
    assert (item["vault"], item["kind"], item["id"]) == ("intake", "contact", told["id"])
    new = anew(cast, item)
    assert reseal(cast, new, new).json["outcomes"] == ["done", "moved"]
    assert stale(cast) == []
    with writing():
        kept = db.session.scalars(select(Contact)).one()
        assert (b64encode(kept.sealed), kept.key_id) == (new["sealed"], cast.log.live("intake").key_id)
    again = hand_in(cast.alma, told)
    assert [each["verdict"] for each in again] == ["duplicate"], "what was handed in is known by its digest"


@pytest.mark.parametrize("under", ["the same key", "a replaced key"])
def test_who_read_a_contact_before_it_was_narrowed_writes_nothing_over_that(
    cast: Cast, told: dict[str, str], under: str
) -> None:
    (read,) = cast.celia.get("/api/contacts").json["items"]
    if under == "a replaced key":
        rotate(cast, "intake")
    item = {"vault": "intake", "kind": "contact", "id": told["id"], "sealed": read["sealed"]}
    narrowed = anew(cast, item, changed=True)
    assert reseal(cast, narrowed).json["outcomes"] == ["done"]
    closing = {name: anew(cast, item)[name] for name in ("key_id", "sealed")}
    refused = cast.celia.post(f"/api/contacts/{told['id']}/closing", {**closing, "rev": read["rev"]})
    assert (refused.status_code, refused.json["code"]) == (409, "stale")
    assert refused.json["current"]["sealed"] == narrowed["sealed"]


def test_another_key_alone_takes_nothing_from_who_reviews(cast: Cast, told: dict[str, str]) -> None:
    (read,) = cast.celia.get("/api/contacts").json["items"]
    rotate(cast, "intake")
    assert reseal(cast, anew(cast, *stale(cast))).json["outcomes"] == ["done"]
    assert cast.celia.post(f"/api/contacts/{told['id']}/pick-up", {"rev": read["rev"]}).status_code == 200


def test_a_note_moves_in_the_log_too_and_a_rebuild_finds_it_there(cast: Cast, writing: Writing) -> None:
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    note = cast.sealed_text("field", "visit.note", "any", {"text": "perro"})
    visit = phone.visit(ground.doors[0], "conversation", note=note)
    phone.hand_in(visit)
    rotate(cast, "field")
    (item,) = stale(cast)
    new = anew(cast, item)
    assert reseal(cast, new).json["outcomes"] == ["done"]
    with writing():
        assert b64encode(db.session.scalars(select(Visit.note)).one()) == new["sealed"]
        assert projections.rebuild(fix=False) == []
    assert phone.hand_in(visit) == ["duplicate"]


def test_nothing_but_a_seal_under_the_live_key_of_a_vault_of_ones_own_is_taken(
    cast: Cast, told: dict[str, str]
) -> None:
    old_key = cast.log.live("intake")
    rotate(cast, "intake")
    (item,) = stale(cast)
    assert old_key
    under_old = seal(old_key.key, cast.org, "intake", "contact", item["id"], BODY)
    for wrong in (
        anew(cast, item, sealed=b64encode(under_old), key_id=old_key.key_id),
        anew(cast, item, sealed=b64encode(under_old)),
        anew(cast, item, sealed=b64encode(b"\x01" * 500)),
    ):
        assert (reseal(cast, wrong).json["code"], len(stale(cast))) == ("seal_invalid", 1)
    assert reseal(cast, anew(cast, item, kind="case")).status_code == 404
    assert reseal(cast, anew(cast, item, was="0" * 64)).json["outcomes"] == ["moved"]
    assert cast.elena.get("/api/vaults/stale").json["items"] == [], "she holds the field's key alone"
    assert cast.elena.post("/api/vaults/resealing", {"items": [anew(cast, item)]}).status_code == 404
    assert cast.beto.get("/api/vaults/stale").status_code == 403


def test_ninety_days_after_the_last_record_nobody_holds_the_old_key(
    cast: Cast, told: dict[str, str], writing: Writing
) -> None:
    old = cast.log.live("intake")
    assert old
    rotate(cast, "intake")
    with writing():
        assert resealing.retire_keys(TODAY) == []
    reseal(cast, anew(cast, stale(cast)[0]))
    for day, gone in ((0, set()), (89, set()), (90, {old.key_id}), (91, set())):
        with writing():
            # Elena's coming gave the field another key as well.
            retired = set(resealing.retire_keys(TODAY + timedelta(days=day)))
            assert {old.key_id} & retired == gone
    with writing():
        held = set(db.session.scalars(select(Wrap.key_id)))
        assert old.key_id not in held
        assert cast.log.live("intake").key_id in held
        # A phone that has not heard of the new key is told so, and loses nothing: it still holds the record.
        assert old.key_id not in vaults.live_key_ids("intake")


def test_a_late_record_under_the_old_key_begins_the_wait_anew(
    cast: Cast, told: dict[str, str], writing: Writing
) -> None:
    old = cast.log.live("intake")
    assert old
    late = contact(cast, json.loads(told["envelope"])["campaign"])
    rotate(cast, "intake")
    reseal(cast, anew(cast, stale(cast)[0]))
    with writing():
        resealing.retire_keys(TODAY)
    hand_in(cast.alma, late)
    assert len(stale(cast)) == 1
    with writing():
        assert old.key_id not in resealing.retire_keys(TODAY + timedelta(days=90))
        assert old.key_id not in resealing.retire_keys(TODAY + timedelta(days=200))
    reseal(cast, anew(cast, stale(cast)[0]))
    with writing():
        assert old.key_id not in resealing.retire_keys(TODAY + timedelta(days=201))
        assert old.key_id in resealing.retire_keys(TODAY + timedelta(days=291))
