"""Everybody who could ask for something: the cast, a keyholder of each vault alone, and those who have lost their access."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from canvass import vaults
from canvass.db import begin_writing, db
from canvass.devices import Device, Session
from canvass.members import Member
from canvass.sealing import VAULTS, NewHolder, b64encode, make_key, point, sign_entry, verify_chain, wrap
from tests.cast import Cast, Person, join, lengthen_key_log


def gather_crew(cast: Cast) -> Mapping[str, Person]:
    """By name. Fabio leads elsewhere, Greta is staff without keys; the lost ones were administrators."""
    crew = {
        "volunteer": cast.alma,
        "volunteer elsewhere": cast.dario,
        "lead": cast.beto,
        "lead elsewhere": join(cast.app, "Fabio", "lead"),
        "staff": join(cast.app, "Greta", "staff"),
        "administrator": cast.elena,
    }
    for vault in VAULTS:
        crew[f"keyholder of {vault}"] = keeper = join(cast.app, f"Keeps {vault}", "staff")
        add_keyholder(cast, keeper, vault)
    for loss in ("revoked", "inactive", "expired"):
        crew[loss] = join(cast.app, f"Is {loss}", "administrator")
    _lose_access(cast, crew)
    return crew


def add_keyholder(cast: Cast, person: Person, vault: str) -> None:
    """Make this person a holder of the vault, and of no other."""
    with cast.app.app_context():
        begin_writing(db.session)
        body = new_key(cast, vault, NewHolder(person.name, str(person.member_id)))
        lengthen_key_log(body, by=cast.elena.member_id)
        cast.log = verify_chain(vaults.key_log(), org=cast.org)
        db.session.commit()


def new_key(cast: Cast, vault: str, *added: NewHolder) -> dict[str, Any]:
    """A new key for the vault, its holders and those added, signed by Celia: the body of `POST /api/vaults/entries`."""
    private, live, head = make_key(), cast.log.live(vault), cast.log.head
    assert live
    assert head
    holders = (*live.holders, *(new.listed() for new in added))
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


def _lose_access(cast: Cast, crew: Mapping[str, Person]) -> None:
    """Each in one way only: their sessions' rows are left, so that nothing but the one check keeps them out."""
    now = datetime.now(UTC)
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.execute(
            update(Device).where(Device.id == crew["revoked"].device_id).values(revoked_at=now)
        )
        db.session.execute(update(Member).where(Member.id == crew["inactive"].member_id).values(active=False))
        db.session.execute(
            update(Session).where(Session.device_id == crew["expired"].device_id).values(expires_at=now)
        )
        db.session.commit()
