"""Keyholders come and go: listed by another's hand, removed with a new key, and nobody keeps what is not theirs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from canvass import vaults
from canvass.audit import Act, first_broken_link
from canvass.db import db
from canvass.devices import Session
from canvass.sealing import (
    Entry,
    NewHolder,
    b64decode,
    b64encode,
    make_key,
    point,
    sign_entry,
    sign_stepup,
    verify_chain,
    wrap,
)
from canvass.vaults import Holder, Wrap
from tests.cast import Cast, Person, join, prove

Body = dict[str, Any]
Writing = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def gema(cast: Cast) -> Person:
    """Staff, without a key so far; Celia has just proved that it is she."""
    prove(cast.celia)
    return join(cast.app, "Gema", "staff")


def keys_of(person: Person) -> NewHolder:
    return NewHolder(person.name, str(person.member_id))


def candidacy(made: NewHolder) -> Body:
    points = {"box": b64encode(point(made.box)), "sign": b64encode(point(made.sign))}
    return {"id": made.id, **points, "blob": b64encode(b"locked under seven words")}


def log_of(cast: Cast) -> Any:
    with cast.app.app_context():
        return verify_chain(vaults.key_log(), org=cast.org)


def entry_for(
    cast: Cast, vault: str, *, add: NewHolder | None = None, drop: str = "", anew: bool = False
) -> Body:
    """What Celia's browser sends: the vault's next entry, with a holder more or less, under the old key or a new one."""
    log, private = log_of(cast), make_key()
    live = log.live(vault)
    left = tuple(each for each in live.holders if each.id != drop) + ((add.listed(),) if add else ())
    key = point(private) if anew else live.key
    entry: Entry = replace(
        live, n=log.head.n + 1, prev=log.head.hash, key=key, holders=left, by=cast.holder.id
    )
    signed = sign_entry(cast.holder, entry)
    given = left if anew else left[len(left) - bool(add) :]
    # A wrap that the server cannot open is as good as any to it.
    return {
        "entries": [{"entry": b64encode(signed.entry), "signature": b64encode(signed.signature)}],
        "holders": [],
        "wraps": [
            {
                "key_id": entry.key_id,
                "holder": each.id,
                "wrap": b64encode(wrap(each.box, cast.org, vault, each.id, private)),
            }
            for each in given
        ],
    }


def list_gema(cast: Cast, gema: Person, *vaults_given: str) -> NewHolder:
    made = keys_of(gema)
    assert gema.put("/api/vaults/candidacy", candidacy(made)).status_code == 200
    for vault in vaults_given:
        answer = cast.celia.post("/api/vaults/entries", entry_for(cast, vault, add=made))
        assert answer.status_code == 201, answer.json
    return made


def test_who_asks_for_a_key_waits_until_a_keyholder_lists_them(cast: Cast, gema: Person) -> None:
    made = keys_of(gema)
    assert gema.get("/api/contacts").status_code == 200
    seen = gema.put("/api/vaults/candidacy", candidacy(made)).json["candidates"]
    assert [(each["id"], each["member"]) for each in seen] == [(made.id, str(gema.member_id))]
    assert gema.get("/api/vaults/mine").status_code == 403
    assert cast.alma.get("/api/vaults").json["candidates"] == [], "a volunteer need not know"
    assert cast.alma.put("/api/vaults/candidacy", candidacy(keys_of(cast.alma))).status_code == 403

    answer = cast.celia.post("/api/vaults/entries", entry_for(cast, "intake", add=made))
    assert answer.status_code == 201, answer.json
    assert answer.json["candidates"] == []
    mine = gema.get("/api/vaults/mine").json
    assert mine["holder"]["id"] == made.id
    assert len(mine["wraps"]) == 1
    assert gema.get("/api/session").json["holder"]["vaults"] == ["intake"]
    assert answer.json["entries"][-1] != answer.json["entries"][-2]


def test_asking_again_replaces_keys_that_nobody_listed_and_can_be_taken_back(
    cast: Cast, gema: Person
) -> None:
    first, second = keys_of(gema), keys_of(gema)
    gema.put("/api/vaults/candidacy", candidacy(first))
    waiting = gema.put("/api/vaults/candidacy", candidacy(second)).json["candidates"]
    assert [each["id"] for each in waiting] == [second.id]
    refused = cast.celia.post("/api/vaults/entries", entry_for(cast, "intake", add=first))
    assert (refused.status_code, refused.json["code"]) == (422, "key_log_invalid")
    assert gema.delete("/api/vaults/candidacy").status_code == 204
    assert cast.celia.get("/api/vaults").json["candidates"] == []
    taken = cast.elena.put("/api/vaults/candidacy", {**candidacy(second), "id": cast.holder.id})
    assert taken.status_code == 422, "another's id is no candidate's"


def test_nobody_lists_anybody_without_a_signature_and_a_proof_of_their_own(
    cast: Cast, gema: Person, writing: Writing
) -> None:
    made = keys_of(gema)
    gema.put("/api/vaults/candidacy", candidacy(made))
    body = entry_for(cast, "intake", add=made)
    for person, code in ((gema, "not_allowed"), (cast.beto, "not_allowed"), (cast.elena, "not_allowed")):
        refused = person.post("/api/vaults/entries", body)
        assert (refused.status_code, refused.json["code"]) == (403, code), (
            "Celia signed it, and did not send it"
        )
    with writing():
        db.session.execute(Session.__table__.update().values(proved_at=None))
    refused = cast.celia.post("/api/vaults/entries", body)
    assert (refused.status_code, refused.json["code"]) == (403, "proof_needed")
    assert len(cast.celia.get("/api/vaults").json["candidates"]) == 1


def test_who_is_removed_loses_wraps_keys_and_sessions_and_the_vault_has_a_new_key(
    cast: Cast, gema: Person, writing: Writing
) -> None:
    made = list_gema(cast, gema, "intake", "consulta")
    kept = cast.celia.post("/api/vaults/entries", entry_for(cast, "intake", drop=made.id))
    assert (kept.status_code, kept.json["code"]) == (422, "key_not_new"), (
        "the old key is still in Gema's hands"
    )

    assert (
        cast.celia.post("/api/vaults/entries", entry_for(cast, "intake", drop=made.id, anew=True)).status_code
        == 201
    )
    assert gema.get("/api/session").status_code == 401
    with writing():
        left = select(Wrap.key_id).where(Wrap.holder_id == UUID(made.id))
        assert [db.session.scalars(left).one()] == [log_of(cast).live("consulta").key_id]
    assert (
        cast.celia.post(
            "/api/vaults/entries", entry_for(cast, "consulta", drop=made.id, anew=True)
        ).status_code
        == 201
    )
    with writing():
        assert db.session.get(Holder, UUID(made.id)) is None
        assert db.session.scalars(left).all() == []
        # Who is left opens what was sealed before as well as what will be.
        keys = set(db.session.scalars(select(Wrap.key_id).where(Wrap.holder_id == UUID(cast.holder.id))))
    assert {entry.key_id for entry in log_of(cast).entries} <= keys


def test_a_new_holder_may_be_given_the_older_keys_of_that_vault_and_no_others(
    cast: Cast, gema: Person
) -> None:
    celias = entry_for(cast, "consulta", anew=True)
    assert cast.celia.post("/api/vaults/entries", celias).status_code == 201
    older = next(entry.key_id for entry in log_of(cast).entries if entry.vault == "consulta")
    foreign = log_of(cast).live("leadership").key_id
    made = keys_of(gema)
    gema.put("/api/vaults/candidacy", candidacy(made))
    body = entry_for(cast, "consulta", add=made)
    given = body["wraps"][0]
    wrong = {**body, "wraps": [given, {**given, "key_id": foreign}]}
    refused = cast.celia.post("/api/vaults/entries", wrong)
    assert (refused.status_code, refused.json["code"]) == (422, "wraps_missing")
    right = {**body, "wraps": [given, {**given, "key_id": older}]}
    assert cast.celia.post("/api/vaults/entries", right).status_code == 201
    assert {each["key_id"] for each in gema.get("/api/vaults/mine").json["wraps"]} == {older, given["key_id"]}


def test_lost_words_are_replaced_by_new_keys_in_one_go(cast: Cast, gema: Person) -> None:
    first = list_gema(cast, gema, "intake")
    second = keys_of(gema)
    gema.put("/api/vaults/candidacy", candidacy(second))
    early = cast.celia.post("/api/vaults/entries", entry_for(cast, "intake", add=second))
    assert (early.status_code, early.json["code"]) == (422, "key_log_invalid"), "nobody is listed twice"
    body = entry_for(cast, "intake", add=second, drop=first.id, anew=True)
    assert cast.celia.post("/api/vaults/entries", body).status_code == 201
    mine = gema.get("/api/vaults/mine").json
    assert mine["holder"]["id"] == second.id
    with cast.app.app_context():
        assert db.session.get(Holder, UUID(first.id)) is None


def test_recovery_signs_for_an_administrator_who_has_its_paper_and_for_nobody_else(
    cast: Cast, gema: Person
) -> None:
    admin = join(cast.app, "Fidel", "administrator")
    assert gema.get("/api/vaults/recovery").status_code == 403
    found = admin.get("/api/vaults/recovery").json
    assert found["holder"]["id"] == cast.recovery.id
    assert len(found["wraps"]) == len({entry.key_id for entry in cast.log.entries})
    with cast.app.app_context():
        last = db.session.scalars(select(Act).order_by(Act.n.desc()).limit(1)).one()
        assert (last.act, last.actor_id) == ("recovery_fetched", admin.member_id), (
            "it is noted who asked for the paper's keys"
        )
        assert first_broken_link() is None
    made = keys_of(gema)
    gema.put("/api/vaults/candidacy", candidacy(made))
    by_recovery = replace(cast, holder=cast.recovery)
    body = entry_for(by_recovery, "intake", add=made)
    assert admin.post("/api/vaults/entries", body).json["code"] == "proof_impossible"
    asked = admin.push("/api/sessions/challenge").json["challenge"]
    proof = {"challenge": asked, "signature": b64encode(sign_stepup(cast.recovery.sign, asked.encode()))}
    assert admin.post("/api/session/proof", proof).status_code == 200
    assert admin.post("/api/vaults/entries", body).status_code == 201
    greta = join(cast.app, "Greta", "staff")
    asked = greta.push("/api/sessions/challenge").json["challenge"]
    proof = {"challenge": asked, "signature": b64encode(sign_stepup(cast.recovery.sign, asked.encode()))}
    assert greta.post("/api/session/proof", proof).status_code == 403


def test_ids_that_are_none_are_refused_and_stop_nothing(cast: Cast, gema: Person) -> None:
    made = replace(keys_of(gema), id="no id")
    body = entry_for(cast, "intake", add=made)
    body["wraps"][0]["holder"] = str(uuid4())
    assert cast.celia.post("/api/vaults/entries", body).json["code"] == "key_log_invalid"
    assert b64decode(body["entries"][0]["entry"])
