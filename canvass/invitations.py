"""Invitations: single-use links that make a device somebody's, known here by the hash of their token alone."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass import endings
from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import N_, Conflict, Gone, NotAllowed, NotFound
from canvass.members import Member, check_alias_free, hold_members

TOKEN_BYTES = 16
INVITATION_LIFE = timedelta(hours=72)


class Invitation(Base):
    """A single-use link: for somebody new, or for the next device of `member_id`."""

    __tablename__ = "invitations"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    role: Mapped[str] = mapped_column(String(20))
    alias: Mapped[str] = mapped_column(String(60))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class InvitationUnknown(NotFound):
    code = "invitation_unknown"
    message = N_("Este enlace no es de aquí o está incompleto. Pida uno nuevo a quien se lo envió.")


class InvitationUsed(Gone):
    code = "invitation_used"
    message = N_("Este enlace ya se usó. Si no fue usted, avise a quien se lo envió y pida uno nuevo.")


class InvitationTaken(InvitationUsed):
    """The same, told to whoever would take it back."""

    message = N_("Alguien ya usó este enlace. Si no era para esa persona, dé de baja su dispositivo.")


class InvitationClashes(Conflict):
    """Its token stands for another invitation."""

    code = "invitation_clashes"
    message = N_("Ese enlace ya es de otra invitación. Haga uno nuevo.")


class InvitationExpired(Gone):
    code = "invitation_expired"
    message = N_("Este enlace ya venció: dura tres días. Pida uno nuevo a quien se lo envió.")


def invitation_hash(token: str) -> bytes:
    """SHA-256 of an invitation's 16 bytes; `InvitationUnknown` for what is no token."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise InvitationUnknown from error
    if len(raw) != TOKEN_BYTES:
        raise InvitationUnknown
    return hashlib.sha256(raw).digest()


def invite(
    hashed: bytes, role: str, alias: str, *, by: UUID | None = None, member_id: UUID | None = None
) -> Invitation:
    """Open an invitation for 72 hours: for somebody new under this alias, or for a member's next device.

    The same again, as after an answer that was lost, is the same invitation. `NotAllowed` for a lead who invites anybody
    but a volunteer, and for whoever leads no more.
    """
    # Held: who is losing or getting a role this very moment comes before, and counts, or after, and finds nothing open.
    held = hold_members({each for each in (by, member_id) if each})
    if member_id is not None:
        if member_id not in held:
            raise NotFound
        alias, role = held[member_id].alias, held[member_id].role
    if by is not None:
        _check_inviter(held[by], role)
    if member_id is None:
        check_alias_free(alias)
    known = db.session.get(Invitation, hashed)
    if known is not None:
        if (known.role, known.alias, known.by_id, known.member_id) != (role, alias, by, member_id):
            raise InvitationClashes
        return _usable(known)
    expires = datetime.now(UTC) + INVITATION_LIFE
    invitation = Invitation(
        token_hash=hashed, role=role, alias=alias, by_id=by, member_id=member_id, expires_at=expires
    )
    db.session.add(invitation)
    db.session.flush()
    write_act("invited", actor=by, subject=member_id, role=role)
    return invitation


def _check_inviter(inviter: Member, role: str) -> None:
    may = inviter.role == "administrator" or (inviter.role == "lead" and role == "volunteer")
    if not (may and inviter.active):
        raise NotAllowed


def look_up_invitation(hashed: bytes) -> Invitation:
    """The invitation, if it can still be used; otherwise the error says what became of it."""
    return _usable(db.session.get(Invitation, hashed))


def use_up(token: str) -> Invitation:
    """The token's invitation, used from now on; otherwise the error says what became of it."""
    # Locked: of two devices that open the same link at once, the second finds it used.
    invitation = _usable(db.session.get(Invitation, invitation_hash(token), with_for_update=True))
    invitation.used_at = datetime.now(UTC)
    endings.note([invitation.id])
    return invitation


def _usable(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise InvitationUnknown
    if invitation.used_at is not None:
        raise InvitationUsed
    if invitation.expires_at <= datetime.now(UTC):
        raise InvitationExpired
    return invitation


def list_invitations(
    by: UUID | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Invitation]:
    """Invitations, latest to expire first; only those that `by` opened, unless it is None."""
    query = select(Invitation).order_by(Invitation.expires_at.desc(), Invitation.id).limit(limit)
    if by is not None:
        query = query.where(Invitation.by_id == by)
    if after is not None:
        later, same = Invitation.expires_at < after[0], Invitation.expires_at == after[0]
        query = query.where(later | (same & (Invitation.id > after[1])))
    return db.session.scalars(query).all()


def find_invitation(invitation_id: UUID, by: UUID | None) -> Invitation:
    """The invitation, held until the transaction's end; `NotFound` also for one that `by`, unless None, did not open."""
    query = select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    found: Invitation | None = db.session.scalar(query if by is None else query.where(Invitation.by_id == by))
    if found is None:
        raise NotFound
    return found


def withdraw(invitation: Invitation, by: UUID) -> None:
    """Take an unused invitation back: its link is unknown from now on. `InvitationTaken` for one that was used."""
    if invitation.used_at is not None:
        raise InvitationTaken
    db.session.delete(invitation)
    db.session.flush()
    endings.note([invitation.id])
    write_act("invitation_withdrawn", actor=by, subject=invitation.member_id, role=invitation.role)


def drop_open_of(member_id: UUID) -> int:
    """Delete the open invitations for this member, and those by them; how many there were."""
    theirs = (Invitation.member_id == member_id) | (Invitation.by_id == member_id)
    dropped = db.session.scalars(
        delete(Invitation).where(theirs, Invitation.used_at.is_(None)).returning(Invitation.id)
    ).all()
    endings.note(dropped)
    return len(dropped)
