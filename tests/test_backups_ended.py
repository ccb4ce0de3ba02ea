"""What ended stays ended on a server that was restored: nothing erased comes back, and nobody whose access was ended."""

import shutil
import stat
import uuid
from base64 import b64decode
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe

import pytest
from sqlalchemy import text, update

from canvass import contacts, endings, erasures, visits
from canvass.config import Settings
from canvass.contacts import Contact
from canvass.db import begin_writing, db
from canvass.members import Member
from canvass.visits import Visit
from tests.cast import Cast
from tests.keeping import BACKUP, REBUILD, RESTORE, Run, count, told
from tests.people import contact, hand_in
from tests.walk import Ground, Phone

Writing = Callable[[], AbstractContextManager[None]]


def test_what_was_erased_since_stays_erased(
    cast: Cast, ground: Ground, phone: Phone, run: Run, writing: Writing, tmp_path: Path
) -> None:
    visit, person = phone.visit(ground.doors[0], "conversation"), contact(cast, ground.campaign)
    phone.hand_in(visit, phone.correct(visit["id"], ground.doors[0], "conversation"))
    hand_in(cast.alma, person)
    made = told(run(BACKUP, tmp_path / "elsewhere"))
    with writing():
        visits.forget([uuid.UUID(visit["id"])], datetime.now(UTC))
        contacts.forget([uuid.UUID(person["id"])])

    done = told(run(RESTORE, made["file"]))

    assert done["erased"] == 3
    assert phone.hand_in(visit) == ["duplicate"]
    assert hand_in(cast.alma, person)[0]["verdict"] == "duplicate"
    row = phone.row(ground.turf, ground.doors[0])
    assert (row["attempts"], row["last"]) == (1, None)
    assert count(cast, Contact) == count(cast, Visit) == 0
    assert told(run(REBUILD))["differences"] == []


def test_what_was_erased_beyond_a_gap_keeps_its_place_in_its_outbox(
    ground: Ground, phone: Phone, run: Run, writing: Writing
) -> None:
    lost, here = phone.visit(ground.doors[0]), phone.visit(ground.doors[1])
    phone.hand_in(here)
    made = told(run(BACKUP))
    with writing():
        visits.forget([uuid.UUID(here["id"])], datetime.now(UTC))

    told(run(RESTORE, made["file"]))

    assert phone.push(lost).json["outboxes"][0]["contiguous_through"] == 2


@pytest.mark.parametrize("moved", ["canvass-*", "*"], ids=["the list stays", "the list is moved along"])
def test_the_list_beside_the_backups_is_enough_to_erase_again(
    cast: Cast,
    ground: Ground,
    run: Run,
    writing: Writing,
    settings: Settings,
    tmp_path: Path,
    moved: str,
) -> None:
    """The server's disk is lost: what is left is the folder of backups, and an instance that was just set up."""
    person, kept = contact(cast, ground.campaign), contact(cast, ground.campaign)
    hand_in(cast.alma, person, kept)
    made = told(run(BACKUP))
    with writing():
        contacts.forget([uuid.UUID(person["id"])])
    with writing():
        db.session.execute(text("DELETE FROM forgotten"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in settings.backup_folder.glob(moved):
        path.rename(elsewhere / path.name)

    told(run(RESTORE, elsewhere / Path(made["file"]).name))

    assert [each["verdict"] for each in hand_in(cast.alma, person, kept)] == ["duplicate", "duplicate"]
    assert count(cast, Contact) == 1
    assert len((settings.backup_folder / erasures.LIST).read_text().split()) == 1


def test_a_phone_that_was_revoked_since_reads_nothing_again(
    cast: Cast, ground: Ground, phone: Phone, run: Run
) -> None:
    token = token_urlsafe(16)
    link = {
        "token_hash": sha256(b64decode(token + "==", b"-_")).hexdigest(),
        "role": "lead",
        "alias": "Fabián",
    }
    assert cast.elena.post("/api/invitations", link).status_code == 201
    made = told(run(BACKUP))
    enrolment = {"token": token}
    assert cast.app.test_client().post("/api/enrolments", json=enrolment).status_code == 201
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    assert cast.elena.patch(f"/api/members/{cast.dario.member_id}", {"active": False}).status_code == 200

    told(run(RESTORE, made["file"]))

    assert cast.alma.get("/api/sync/home").status_code == 401
    assert cast.dario.get("/api/sync/home").status_code == 401
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["quarantined"]
    assert cast.app.test_client().post("/api/enrolments", json=enrolment).status_code == 404
    assert cast.beto.get("/api/sync/home").status_code == 200


def link_for(cast: Cast, alias: str) -> tuple[str, str]:
    """A link's token and its id."""
    token = token_urlsafe(16)
    hashed = sha256(b64decode(token + "==", b"-_")).hexdigest()
    made = cast.elena.post("/api/invitations", {"token_hash": hashed, "role": "lead", "alias": alias})
    assert made.status_code == 201, made.json
    return token, made.json["id"]


def use(cast: Cast, token: str) -> int:
    return int(cast.app.test_client().post("/api/enrolments", json={"token": token}).status_code)


def switch(cast: Cast, member_id: uuid.UUID, *, active: bool) -> None:
    answer = cast.elena.patch(f"/api/members/{member_id}", {"active": active})
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize("moved", ["canvass-*", "*"], ids=["the list stays", "the list is moved along"])
def test_whose_access_ended_is_known_where_the_server_is_lost(
    cast: Cast,
    ground: Ground,
    phone: Phone,
    run: Run,
    settings: Settings,
    tmp_path: Path,
    moved: str,
) -> None:
    """What is left is the folder of backups, and an instance that was just set up."""
    used, _ = link_for(cast, "Fabián")
    withdrawn, withdrawn_id = link_for(cast, "Gloria")
    made, nothing = told(run(BACKUP)), told(run(BACKUP, tmp_path / "nothing"))
    assert use(cast, used) == 201
    assert cast.elena.delete(f"/api/invitations/{withdrawn_id}").status_code == 204
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    switch(cast, cast.dario.member_id, active=False)
    switch(cast, cast.celia.member_id, active=False)
    switch(cast, cast.celia.member_id, active=True)
    lists = settings.backup_folder / endings.LIST
    aside = tmp_path / "aside"
    lists.rename(aside)
    # The database that knows is gone: in its place is one that does not, and no list tells while that is put there.
    told(run(RESTORE, nothing["file"]))
    forget_what_is_replaced(cast)
    lists.unlink(missing_ok=True)
    aside.rename(lists)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in settings.backup_folder.glob(moved):
        path.rename(elsewhere / path.name)

    told(run(RESTORE, elsewhere / Path(made["file"]).name))

    assert cast.alma.get("/api/sync/home").status_code == 401
    assert cast.dario.get("/api/sync/home").status_code == 401
    assert phone.hand_in(phone.visit(ground.doors[0])) == ["quarantined"]
    assert [use(cast, used), use(cast, withdrawn)] == [404, 404]
    assert cast.beto.get("/api/sync/home").status_code == 200
    assert cast.celia.get("/api/sync/home").status_code == 200
    assert set(map(str, endings.read(lists))) >= {
        str(cast.alma.device_id),
        str(cast.dario.member_id),
        withdrawn_id,
    }


def forget_what_is_replaced(cast: Cast) -> None:
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.execute(text("UPDATE devices SET revoked_at = NULL"))
        db.session.execute(update(Member).values(active=True))
        db.session.commit()


def test_a_backup_adds_to_the_list_what_it_lacks(
    cast: Cast, run: Run, settings: Settings, tmp_path: Path
) -> None:
    """The disk for backups was away for a while: that kept nobody in."""
    switch(cast, cast.dario.member_id, active=False)
    told(run(BACKUP, tmp_path / "disk"))
    own = settings.backup_folder / endings.LIST
    shutil.rmtree(settings.backup_folder)
    settings.backup_folder.touch()
    assert cast.beto.delete(f"/api/devices/{cast.alma.device_id}").status_code == 204
    switch(cast, cast.dario.member_id, active=True)
    assert cast.alma.get("/api/sync/home").status_code == 401

    settings.backup_folder.unlink()
    told(run(BACKUP, tmp_path / "disk"))

    for path in (own, tmp_path / "disk" / endings.LIST):
        assert cast.alma.device_id in endings.read(path)
        assert cast.dario.member_id not in endings.read(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
