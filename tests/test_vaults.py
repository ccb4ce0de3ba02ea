"""The key log on the server: whoever comes at once, it grows by one after the other, and the later one is told."""

import threading
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from canvass import vaults
from canvass.db import begin_writing, db
from canvass.members import organisation_id
from canvass.sealing import NewHolder, make_vaults, recovery_holder, verify_chain
from tests.cast import Cast, Person, join, lengthen_key_log, new_key, prove

Body = dict[str, Any]


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
    answer = lose_the_race(cast.app, new_key(cast, "consulta"), new_key(cast, "consulta"), cast.elena)

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


def test_a_second_holder_for_a_member_or_one_for_nobody_known_is_refused_and_the_log_stays(
    cast: Cast,
) -> None:
    prove(cast.celia)
    for member in (str(cast.celia.member_id), "00000000-0000-4000-8000-000000000000"):
        answer = cast.celia.post("/api/vaults/entries", new_key(cast, "consulta", NewHolder("Celia", member)))

        assert (answer.status_code, answer.json["code"]) == (422, "key_log_invalid")
    with cast.app.app_context():
        assert len(vaults.key_log()) == len(cast.log.entries)
