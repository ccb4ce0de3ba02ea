"""The organisation and its members: who they are to the team (an alias and a role), and nothing else of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, get_args
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db
from canvass.errors import N_, Conflict, NotFound

Role = Literal["volunteer", "lead", "staff", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)


class Organisation(Base):
    """The one organisation of this server; its id is bound into every seal. Name and hotline are settings.

    `accompaniments_a_day`: how many people it can accompany on one day, where somebody said.
    """

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    accompaniments_a_day: Mapped[int | None]


class Member(Base):
    """Somebody of the team. No name, no e-mail, no telephone: an alias that the team knows.

    `coordinator`: what nobody accepted, or whose promised day has passed, comes to them.
    """

    __tablename__ = "members"
    __table_args__ = (CheckConstraint(f"role IN {ROLES!r}", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    alias: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    coordinator: Mapped[bool] = mapped_column(default=False)


class AliasTaken(Conflict):
    code = "alias_taken"
    message = N_("Ya hay alguien en el equipo con ese nombre. Elija otro, por ejemplo con una inicial.")


def found_organisation() -> Organisation:
    """Make the organisation if there is none; the one there is otherwise."""
    existing: Organisation | None = db.session.scalar(select(Organisation))
    if existing:
        return existing
    made = Organisation()
    db.session.add(made)
    db.session.flush()
    return made


def organisation_id() -> str:
    """The organisation's id as it is bound into seals and the key log."""
    return str(db.session.scalars(select(Organisation.id)).one())


def hold_organisation() -> None:
    """Lock the organisation's row until the transaction's end, for what only one may do at a time."""
    db.session.execute(select(Organisation.id).with_for_update())


def aliases_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """By which alias the team knows these members."""
    rows = db.session.execute(select(Member.id, Member.alias).where(Member.id.in_(ids)))
    return {row.id: row.alias for row in rows}


def check_alias_free(alias: str, besides: UUID | None = None) -> None:
    """Raise `AliasTaken` if another member goes by this alias."""
    taken = db.session.scalar(select(Member.id).where(Member.alias == alias))
    if taken and taken != besides:
        raise AliasTaken


def add_member(alias: str, role: str) -> Member:
    """Make a member; `AliasTaken` if the team has that alias."""
    check_alias_free(alias)
    member = Member(alias=alias, role=role, active=True)
    db.session.add(member)
    db.session.flush()
    return member


def get_member(member_id: UUID) -> Member:
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound
    return member


def hold_members(member_ids: Collection[UUID]) -> Mapping[UUID, Member]:
    """These members as they are now, and stay until the transaction's end: whoever is changing one is waited for."""
    query = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id)
    # Not so strongly that a row that refers to one of them would have to wait.
    held = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {member.id: member for member in db.session.scalars(held)}


def list_members(after: str | None = None, limit: int = 200) -> Sequence[Member]:
    """Members by alias, `limit` of them after the alias `after`."""
    query = select(Member).order_by(Member.alias).limit(limit)
    if after is not None:
        query = query.where(Member.alias > after)
    return db.session.scalars(query).all()


def change_member(
    member: Member,
    *,
    alias: str | None = None,
    role: str | None = None,
    active: bool | None = None,
    coordinator: bool | None = None,
) -> Member:
    """Change what is given; who may change what is the caller's to check."""
    if alias is not None:
        check_alias_free(alias, besides=member.id)
        member.alias = alias
    if role is not None:
        member.role = role
    if active is not None:
        member.active = active
    if coordinator is not None:
        member.coordinator = coordinator
    db.session.flush()
    return member
