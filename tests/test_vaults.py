"""The key log on the server: whoever comes at once, it grows by one after the other, and the later one is told."""

import threading
from dataclasses import replace
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from canvass import vaults
from canvass.db import begin_writing, db
from canvass.members import organisation_id
from canvass.sealing import (
    NewHolder,
    b64encode,
    make_key,
    make_vaults,
    point,
    recovery_holder,
    sign_entry,
    verify_chain,
    wrap,
)
from tests.cast import Cast, Person, join, lengthen_key_log

Body = dict[str, Any]


def rotation(cast: Cast) -> Body:
    """A new key for `consulta`, as Celia's browser would make it: the body of `POST /api/vaults/entries`."""
    private, live, head = make_key(), cast.log.live("consulta"), cast.log.head
    assert live
    assert head
    entry = replace(live, n=head.n + 1, prev=head.hash, key=point(private), by=cast.holder.id)
    signed = sign_entry(cast.holder, entry)
    wraps = [
        {
            "key_id": entry.key_id,
            "holder": holder.id,
            "wrap": b64encode(wrap(holder.box, cast.org, "consulta", holder.id, private)),
        }
        for holder in entry.holders
    ]
    entries = [{"entry": b64encode(signed.entry), "signature": b64encode(signed.signature)}]
    return {"entries": entries, "holders": [], "wraps": wraps}


def lose_the_race(app: Flask, winner: Body, loser: Body, by: Person) -> TestResponse:
    """What is answered to who sends entries while others with the same numbers are being written."""
    answers: list[TestResponse] = []
    other = threading.Thread(target=lambda: answers.append(by.post("/api/vaults/entries", loser)))
    with app.app_context():
        begin_writing(db.session)
        lengthen_key_log(winner, by=by.member_id)
        other.start()
        other.join(0.3)
        db.session.commit()
    other.join(30)
    return answers[0]


def test_of_two_who_lengthen_the_log_at_once_the_later_is_told_that_it_moved(cast: Cast) -> None:
    answer = lose_the_race(cast.app, rotation(cast), rotation(cast), cast.elena)

    assert (answer.status_code, answer.json["code"]) == (409, "key_log_moved")
    with cast.app.app_context():
        assert len(verify_chain(vaults.key_log(), org=cast.org).entries) == len(cast.log.entries) + 1


def test_of_two_who_make_the_vaults_at_once_the_later_is_told_that_they_are_there(app: Flask) -> None:
    elena, gema = join(app, "Elena", "administrator"), join(app, "Gema", "administrator")
    with app.app_context():
        org = organisation_id()
    first, second = (
        make_vaults(org, [NewHolder(person.name, str(person.member_id)), recovery_holder()])
        for person in (elena, gema)
    )

    answer = lose_the_race(app, first, second, gema)

    assert (answer.status_code, answer.json["code"]) == (409, "key_log_moved")
    with app.app_context():
        assert vaults.holder_of(elena.member_id)
        assert vaults.holder_of(gema.member_id) is None
