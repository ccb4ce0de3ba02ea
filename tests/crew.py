"""Everybody who could ask for something: the cast, a keyholder of each vault alone, and those who have lost access or keys."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import update

from canvass import vaults
from canvass.db import begin_writing, db
from canvass.devices import Device, Session
from canvass.members import Member
from canvass.sealing import VAULTS, NewHolder, verify_chain
from tests.cast import Cast, Person, come_back, join, lengthen_key_log, new_key


def gather_crew(cast: Cast) -> Mapping[str, Person]:
    """By name. Fabio leads elsewhere, Greta is staff without keys; the lost ones were administrators.

    Whoever is let go held every key until others took it from them; as a former keyholder they have come back since.
    """
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
    crew["let go"] = join(cast.app, "Kept them all", "staff")
    _give_and_take_keys(cast, crew["let go"])
    crew["former keyholder"] = come_back(crew["let go"])
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


def _give_and_take_keys(cast: Cast, person: Person) -> None:
    """They were a holder of every vault, and are of none."""
    held = NewHolder(person.name, str(person.member_id))
    with cast.app.app_context():
        begin_writing(db.session)
        for vault in VAULTS:
            body = new_key(cast, vault, held)
            # Told once, whatever they hold.
            lengthen_key_log(body if vault == VAULTS[0] else {**body, "holders": []}, by=cast.elena.member_id)
            cast.log = verify_chain(vaults.key_log(), org=cast.org)
        for vault in VAULTS:
            lengthen_key_log(new_key(cast, vault, without=held.id), by=cast.elena.member_id)
            cast.log = verify_chain(vaults.key_log(), org=cast.org)
        db.session.commit()


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
