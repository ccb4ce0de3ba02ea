"""The cast: people of an organisation as the tests know them, each with a device that calls the API."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from canvass import devices, invitations, keyholding, proofs, vaults
from canvass.api.edge import COOKIE
from canvass.db import begin_writing, db
from canvass.limits import METER, Meter
from canvass.members import organisation_id
from canvass.sealing import (
    KeyLog,
    NewHolder,
    SignedEntry,
    b64decode,
    b64encode,
    make_key,
    make_token,
    make_vaults,
    point,
    recovery_holder,
    seal,
    sign_entry,
    token_hash,
    verify_chain,
    wrap,
)


@dataclass
class Person:
    """A member with one device: its reading session and its push token."""

    name: str
    member_id: uuid.UUID
    device_id: uuid.UUID
    push_token: str
    cookie: str
    client: FlaskClient
    language: str = "es"

    def at(self, app: Flask) -> "Person":
        """The same person, calling this application."""
        client = app.test_client()
        client.set_cookie(COOKIE, self.cookie, domain="localhost")
        return replace(self, client=client)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, json={} if json is None else json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, json={} if json is None else json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("PATCH", path, json={} if json is None else json, **options)

    def delete(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        return self.call("DELETE", path, json={} if json is None else json, **options)

    def upload(self, path: str, data: bytes) -> TestResponse:
        return self.call("PUT", path, data=data, content_type="application/octet-stream")

    def push(self, path: str, json: Any = None) -> TestResponse:
        """A call with the device's token instead of its session."""
        headers = {"Authorization": f"Bearer {self.push_token}", "Accept-Language": self.language}
        return self.client.application.test_client().post(
            path, json={} if json is None else json, headers=headers
        )

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Accept-Language": self.language, **options.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **options)


@dataclass
class Cast:
    """Everybody, the organisation's id, and what opens its vaults."""

    app: Flask
    org: str
    alma: Person
    beto: Person
    celia: Person
    dario: Person
    elena: Person
    holder: NewHolder
    elenas: NewHolder
    recovery: NewHolder
    log: KeyLog

    def at(self, app: Flask) -> "Cast":
        """The same people, calling this application, whose database is a copy of the one that they joined."""
        people = {name: getattr(self, name).at(app) for name in ("alma", "beto", "celia", "dario", "elena")}
        return replace(self, app=app, **people)

    def seal(self, vault: str, kind: str, record_id: str, body: dict[str, Any]) -> bytes:
        """Seal as a phone does."""
        entry = self.log.live(vault)
        assert entry is not None
        return seal(entry.key, self.org, vault, kind, record_id, body)

    def sealed_text(self, vault: str, kind: str, record_id: str, body: dict[str, Any]) -> str:
        """The same, as it goes over the wire."""
        return b64encode(self.seal(vault, kind, record_id, body))

    def key_id(self, vault: str) -> str:
        entry = self.log.live(vault)
        assert entry is not None
        return entry.key_id


def learn_log(cast: Cast) -> None:
    """Read the key log anew, as a browser does that sees it has grown."""
    with cast.app.app_context():
        cast.log = verify_chain(vaults.key_log(), org=cast.org)


def let_all_ask(app: Flask) -> None:
    """Whoever asks often is not kept waiting."""
    app.extensions[METER] = Meter(1_000_000)


def prove(person: Person) -> None:
    """As if the person had just signed a challenge with their key: for five minutes they may do what needs a proof."""
    with writing_to(person.client.application):
        proofs.prove(devices.secret_hash(person.cookie))


def join(app: Flask, name: str, role: str) -> Person:
    """Invite and enrol somebody, as `POST /api/enrolments` does."""
    return join_all(app, [name], role)[0]


def come_back(person: Person) -> Person:
    """The same member, enrolled anew on another device."""
    app, token = person.client.application, make_token()
    with writing_to(app):
        invitations.invite(bytes.fromhex(token_hash(token)), "", "", member_id=person.member_id)
        made = devices.enrol(b64encode(token))
        tokens = made.device.id, made.push_token, made.cookie
    return Person(person.name, person.member_id, *tokens, app.test_client()).at(app)


def join_all(app: Flask, names: Sequence[str], role: str) -> list[Person]:
    """The same for several people, in one transaction."""
    people = []
    with app.app_context():
        begin_writing(db.session)
        for name in names:
            token = make_token()
            invitations.invite(bytes.fromhex(token_hash(token)), role, name)
            made = devices.enrol(b64encode(token))
            ids = made.member.id, made.device.id
            people.append(Person(name, *ids, made.push_token, made.cookie, app.test_client()))
        db.session.commit()
    return [person.at(app) for person in people]


def gather_cast(app: Flask) -> Cast:
    """Make the five, and the vaults with Celia as keyholder beside recovery; the field's key Elena has as well."""
    elena, beto, celia = (
        join(app, "Elena", "administrator"),
        join(app, "Beto", "lead"),
        join(app, "Celia", "staff"),
    )
    holder, recovery = (
        NewHolder("Celia", str(celia.member_id), words="uno dos tres cuatro cinco seis siete"),
        recovery_holder(),
    )
    elenas = NewHolder("Elena", str(elena.member_id), words="siete seis cinco cuatro tres dos uno")
    with app.app_context():
        begin_writing(db.session)
        org = organisation_id()
        lengthen_key_log(make_vaults(org, [holder, recovery]), by=elena.member_id)
        db.session.commit()
        log = verify_chain(vaults.key_log(), org=org)
    alma, dario = join(app, "Alma", "volunteer"), join(app, "Darío", "volunteer")
    cast = Cast(app, org, alma, beto, celia, dario, elena, holder, elenas, recovery, log)
    with writing_to(app):
        lengthen_key_log(new_key(cast, "field", elenas), by=elena.member_id)
        cast.log = verify_chain(vaults.key_log(), org=org)
    return cast


def new_key(cast: Cast, vault: str, *added: NewHolder, without: str = "") -> dict[str, Any]:
    """A new key for the vault, its holders and those added, signed by Celia: the body of `POST /api/vaults/entries`.

    The holder whose id is `without` has it no more.
    """
    private, live, head = make_key(), cast.log.live(vault), cast.log.head
    assert live
    assert head
    left = (each for each in live.holders if each.id != without)
    holders = (*left, *(new.listed() for new in added))
    entry = replace(
        live, n=head.n + 1, prev=head.hash, key=point(private), holders=holders, by=cast.holder.id
    )
    signed = sign_entry(cast.holder, entry)
    return {
        "entries": [{"entry": b64encode(signed.entry), "signature": b64encode(signed.signature)}],
        "holders": [_row(new) for new in added],
        "wraps": [
            {
                "key_id": entry.key_id,
                "holder": holder.id,
                "wrap": b64encode(wrap(holder.box, cast.org, vault, holder.id, private)),
            }
            for holder in holders
        ],
    }


def _row(holder: NewHolder) -> dict[str, Any]:
    # The server never opens a blob, so what lies in this one does not matter.
    face = {"id": holder.id, "member": holder.member, "blob": b64encode(b"locked")}
    return {**face, "box": b64encode(point(holder.box)), "sign": b64encode(point(holder.sign))}


def lengthen_key_log(body: dict[str, Any], by: uuid.UUID) -> None:
    """Store new entries, as `POST /api/vaults/entries` does, in the caller's transaction."""
    keyholding.append_entries(
        [SignedEntry(b64decode(entry["entry"]), b64decode(entry["signature"])) for entry in body["entries"]],
        [
            keyholding.NewHolder(
                uuid.UUID(row["id"]),
                uuid.UUID(row["member"]) if row["member"] else None,
                b64decode(row["box"]),
                b64decode(row["sign"]),
                b64decode(row["blob"]),
            )
            for row in body["holders"]
        ],
        [
            keyholding.NewWrap(row["key_id"], uuid.UUID(row["holder"]), b64decode(row["wrap"]))
            for row in body["wraps"]
        ],
        by=by,
    )


@contextmanager
def writing_to(app: Flask) -> Iterator[None]:
    """A writer's transaction beside whatever the app serves, committed at its end."""
    with app.app_context():
        begin_writing(db.session)
        yield
        db.session.commit()
