"""Proofs that it is they: a challenge that a holder signs, or the secret of who shares a phone. Either opens a session."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import itsdangerous

from canvass.db import db
from canvass.devices import Device, Session, may_read, member_of, secret_hash, session_life, start_session
from canvass.errors import N_, NotAllowed
from canvass.members import Member
from canvass.returns import extend_return, keep_return, may_return
from canvass.sealing import verify_stepup
from canvass.vaults import Holder, holder_of, recovery_holder, vaults_exist

CHALLENGE_LIFE = timedelta(minutes=5)


class ChallengeFailed(NotAllowed):
    code = "challenge_failed"
    message = N_("No se pudo comprobar la llave. Revise sus palabras e inténtelo de nuevo.")


class ReturnRefused(NotAllowed):
    """Whatever is wrong: the secret, its age, the device's access."""

    code = "return_refused"
    message = N_("Su acceso en este teléfono terminó. Pida un enlace nuevo a quien coordina.")


def challenge(device: Device, secret: str) -> str:
    """A challenge for this device to sign, good for five minutes; nothing is stored."""
    return str(_signer(secret).dumps(str(device.id)))


def come_back(device: Device, answer: str, signature: bytes, secret: str) -> str:
    """A keyholder's session anew, for a challenge signed with the holder's key; the cookie's value."""
    _check_signed(device, answer, signature, secret)
    cookie = start_session(device)
    prove(secret_hash(cookie))
    return cookie


def let_return(device_id: UUID, hashed: bytes) -> None:
    """From now on the secret of that hash brings the device's member back, for as long as a session lasts unused."""
    keep_return(device_id, hashed, datetime.now(UTC) + session_life(member_of(device_id).id))


def return_by(device: Device, secret: str) -> str:
    """A session anew for the member whose PIN uncovered this secret; the cookie's value. `ReturnRefused`, whatever is wrong."""
    if not may_return(device.id, secret_hash(secret), datetime.now(UTC)) or not may_read(device):
        raise ReturnRefused
    extend_return(device.id, datetime.now(UTC) + session_life(device.member_id))
    return start_session(device)


def prove_session(hashed: bytes, device: Device, answer: str, signature: bytes, secret: str) -> None:
    """Note in a session that its holder just signed a challenge: for a while they may do what needs a proof."""
    _check_signed(device, answer, signature, secret)
    prove(hashed)


def prove(hashed: bytes) -> None:
    """Note in a session that its holder has proved to be there, now."""
    db.session.get_one(Session, hashed).proved_at = datetime.now(UTC)
    db.session.flush()


def _check_signed(device: Device, answer: str, signature: bytes, secret: str) -> None:
    """`ChallengeFailed` unless this device's holder signed a challenge that was made for it a moment ago."""
    if not may_read(device):
        raise ChallengeFailed
    try:
        meant = _signer(secret).loads(answer, max_age=int(CHALLENGE_LIFE.total_seconds()))
    except itsdangerous.BadData as error:
        raise ChallengeFailed from error
    keys = [holder.sign for holder in _holders_of(member_of(device.id))]
    if meant != str(device.id) or not any(verify_stepup(key, answer.encode(), signature) for key in keys):
        raise ChallengeFailed


def _holders_of(member: Member) -> list[Holder]:
    """Whose signature proves that it is this member: their own, and recovery's of an administrator, who has its paper."""
    own = holder_of(member.id)
    return [
        *([own] if own else []),
        *([recovery_holder()] if member.role == "administrator" and vaults_exist() else []),
    ]


def _signer(secret: str) -> itsdangerous.URLSafeTimedSerializer:
    return itsdangerous.URLSafeTimedSerializer(secret, salt="canvass/1 session challenge")
