"""The directory: organisations and what they offer, in clear. No person is named in it, and none is linked to it.

Who was referred where stands inside the seals of Consulta's tasks; the server never learns it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import NotFound
from canvass.revisions import take_turn


class ListedService(Base):
    """What an organisation offers. `told`: what its source said of it last, where it came with an import."""

    __tablename__ = "directory_services"
    __table_args__ = (UniqueConstraint("organisation_id", "source_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("directory_organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    needs: Mapped[list[str]] = mapped_column(JSON)
    area: Mapped[str] = mapped_column(String(200), default="")
    languages: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[str] = mapped_column(String(300), default="")
    eligibility: Mapped[str] = mapped_column(String(600), default="")
    reach: Mapped[str] = mapped_column(String(600), default="")
    active: Mapped[bool] = mapped_column(default=True)
    rev: Mapped[int] = mapped_column(default=1)
    source_id: Mapped[str | None] = mapped_column(String(200))
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ListedOrganisation(Base):
    """An organisation: what it is in both languages, and where it is reached."""

    __tablename__ = "directory_organisations"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(160))
    about_es: Mapped[str] = mapped_column(String(1000), default="")
    about_en: Mapped[str] = mapped_column(String(1000), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    web: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    rev: Mapped[int] = mapped_column(default=1)
    source: Mapped[str | None] = mapped_column(String(60))
    source_id: Mapped[str | None] = mapped_column(String(200))
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    services: Mapped[list[ListedService]] = relationship(
        lazy="selectin", order_by=(ListedService.name, ListedService.id), viewonly=True
    )


Listed = ListedOrganisation | ListedService


def list_organisations(after: tuple[str, UUID] | None, limit: int) -> Sequence[ListedOrganisation]:
    """Organisations by name, retired ones too; the next page begins after (name, id)."""
    listed = ListedOrganisation
    query = select(listed).order_by(listed.name, listed.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(listed.name, listed.id) > after)
    return db.session.scalars(query).all()


def find_organisation(organisation_id: UUID) -> ListedOrganisation:
    """The organisation, or `NotFound`."""
    found = db.session.get(ListedOrganisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def find_service(service_id: UUID) -> ListedService:
    """The service, or `NotFound`."""
    found = db.session.get(ListedService, service_id)
    if found is None:
        raise NotFound
    return found


def add_organisation(organisation_id: UUID, by: UUID, **fields: Any) -> ListedOrganisation:
    """Add an organisation under the browser's id; the same id again is the one that is there."""
    there = db.session.get(ListedOrganisation, organisation_id)
    if there is not None:
        return there
    added = ListedOrganisation(id=organisation_id, **fields)
    _add(added, by)
    return added


def add_service(organisation: ListedOrganisation, service_id: UUID, by: UUID, **fields: Any) -> ListedService:
    """Add a service of the organisation under the browser's id; the same id again is the one that is there."""
    there = db.session.get(ListedService, service_id)
    if there is not None:
        return there
    added = ListedService(id=service_id, organisation_id=organisation.id, **fields)
    _add(added, by)
    return added


def change(record: Listed, rev: int, changes: dict[str, Any], by: UUID) -> None:
    """Change what is given, and nobody else's change unseen: `Stale` unless `rev` is its own. Retired is `active` false."""
    take_turn(record, rev)
    for name, value in changes.items():
        setattr(record, name, value)
    db.session.flush()
    _note(record, by)


def _add(record: Listed, by: UUID) -> None:
    db.session.add(record)
    db.session.flush()
    _note(record, by)


def _note(record: Listed, by: UUID) -> None:
    """Whom people are sent to is worth forging: who wrote there is an act. What they wrote is not."""
    write_act("directory_changed", actor=by, subject=record.id)
