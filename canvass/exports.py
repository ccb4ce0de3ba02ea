"""Exports: what a keyholder may open, all of it and sealed as it lies here, with the locked keys that open it elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from canvass.audit import write_act
from canvass.consulta import Case, CaseNote, CaseTask, shown_to
from canvass.contacts import AnswerSet, Contact
from canvass.db import db
from canvass.gatherings import Gathering, Reply
from canvass.leadership import Person, PersonNote, PersonTask
from canvass.members import organisation_id
from canvass.patterns import Likeness, Meeting
from canvass.sealing import EXPORT_VERSION, SignedEntry
from canvass.slot_holds import SlotHold
from canvass.vaults import Holder, Wrap, key_log, recovery_holder
from canvass.visits import Visit


@dataclass(frozen=True)
class SealedColumn:
    """Where sealed bodies of one kind lie, and what stands beside them in clear."""

    vault: str
    kind: str
    id: Any
    sealed: Any
    clear: tuple[Any, ...] = ()
    case: Any = None
    """Of which case it is: who gave that out of their hands is not given it."""

    def there(self, by: UUID) -> ColumnElement[bool]:
        """Whether a body is there, and `by` may have it."""
        sealed: ColumnElement[bool] = self.sealed.is_not(None)
        return sealed if self.case is None else sealed & shown_to(by, self.case)


SEALED = (
    SealedColumn(
        "intake", "contact", Contact.id, Contact.sealed, (Contact.week, Contact.urgent, Contact.state)
    ),
    SealedColumn(
        "intake", "hold", SlotHold.id, SlotHold.sealed, (SlotHold.week, SlotHold.slot_id, SlotHold.state)
    ),
    SealedColumn("field", "answers", AnswerSet.id, AnswerSet.sealed, (AnswerSet.week,)),
    # A note by its visit's id alone: an export says nothing of doors.
    SealedColumn("field", "visit.note", Visit.id, Visit.note),
    SealedColumn("field", "visit.language", Visit.id, Visit.language),
    SealedColumn("consulta", "case", Case.id, Case.sealed, (Case.state, Case.next_on), Case.id),
    SealedColumn(
        "consulta", "case.note", CaseNote.id, CaseNote.sealed, (CaseNote.case_id,), CaseNote.case_id
    ),
    SealedColumn(
        "consulta",
        "case.task",
        CaseTask.id,
        CaseTask.sealed,
        (CaseTask.case_id, CaseTask.state, CaseTask.next_on),
        CaseTask.case_id,
    ),
    SealedColumn("consulta", "likeness", Likeness.id, Likeness.sealed),
    SealedColumn("consulta", "meeting", Meeting.id, Meeting.sealed, (Meeting.state, Meeting.next_on)),
    SealedColumn("leadership", "ladder", Person.id, Person.sealed, (Person.step, Person.next_on)),
    SealedColumn("leadership", "ladder.note", PersonNote.id, PersonNote.sealed, (PersonNote.person_id,)),
    SealedColumn(
        "leadership",
        "ladder.task",
        PersonTask.id,
        PersonTask.sealed,
        (PersonTask.person_id, PersonTask.state, PersonTask.next_on),
    ),
    SealedColumn(
        "leadership", "gathering", Gathering.id, Gathering.sealed, (Gathering.state, Gathering.next_on)
    ),
    SealedColumn("leadership", "gathering.reply", Reply.id, Reply.sealed, (Reply.gathering_id,)),
)


@dataclass(frozen=True)
class SealedRecord:
    vault: str
    kind: str
    id: UUID
    clear: dict[str, Any]
    sealed: bytes


@dataclass(frozen=True)
class Export:
    """All that opens elsewhere with a keyholder's words, or with recovery's."""

    org: str
    at: datetime
    entries: Sequence[SignedEntry]
    holders: Sequence[Holder]
    wraps: Sequence[Wrap]
    records: Sequence[SealedRecord]
    v: int = EXPORT_VERSION


def export(holder_id: UUID, vaults: frozenset[str], *, by: UUID, kind: str | None = None) -> Export:
    """What this holder's vaults hold, or one kind of it, noted in the audit by how many of each kind."""
    holders = [db.session.get_one(Holder, holder_id), recovery_holder()]
    wraps = select(Wrap).where(Wrap.holder_id.in_([each.id for each in holders])).order_by(Wrap.key_id)
    columns = [each for each in SEALED if each.vault in vaults and kind in (None, each.kind)]
    records = [record for column in columns for record in _records(column, by)]
    counts = {each.kind: sum(record.kind == each.kind for record in records) for each in columns}
    write_act("exported", actor=by, subject=holder_id, **counts)
    return Export(
        organisation_id(), datetime.now(UTC), key_log(), holders, db.session.scalars(wraps).all(), records
    )


def _records(column: SealedColumn, by: UUID) -> Iterator[SealedRecord]:
    rows = select(column.id, column.sealed, *column.clear).where(column.there(by)).order_by(column.id)
    for record_id, sealed, *told in db.session.execute(rows):
        clear = {each.key: value for each, value in zip(column.clear, told, strict=True)}
        yield SealedRecord(column.vault, column.kind, record_id, clear, sealed)
