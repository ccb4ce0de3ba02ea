"""The people's stream: sealed contacts and answers, and the review queue.

Its tables lead to no door, no device, no member and no hour, and are kept in the order of random ids.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.campaigns import Campaign, ScriptVersion
from canvass.db import Base, db, insert_into
from canvass.envelopes import Fields, PersonEnvelope, Unreadable, digest_of, read_person_envelope
from canvass.errors import N_, Conflict, NotFound
from canvass.revisions import take_turn
from canvass.scripts import option_ids
from canvass.sealing import sealed_key_id
from canvass.vaults import check_seal, live_key_ids

CONTACT_STATES = ("new", "picked_up", "reached", "routed", "closed")
OPEN_STATES = ("new", "picked_up", "reached")
CONTACT, ANSWERS = "contact", "answers"
MOST_RECORDS = 20
MOST_ASKED = 50
LONGEST_ID = 64

Status = Literal["waiting", "picked_up", "reached", "unknown"]
# A routed or closed contact was opened by a reviewer; whether anybody spoke with the person, nobody said.
STATUS_OF: Mapping[str, Status] = {
    "new": "waiting",
    "picked_up": "picked_up",
    "reached": "reached",
    "routed": "picked_up",
    "closed": "picked_up",
}


class Contact(Base):
    """Somebody who agreed to be contacted again, sealed to the `intake` vault."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(f"state IN {CONTACT_STATES!r}", name="state"),
        Index("ix_contacts_state_urgent", "state", "urgent"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    urgent: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="new")
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)


class AnswerSet(Base):
    """Coded answers to one version of a script, from one conversation, without their door; sensitive ones sealed."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    script_id: Mapped[UUID] = mapped_column(ForeignKey("scripts.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)


class ContactDone(Conflict):
    """Somebody routed or closed it already."""

    code = "contact_done"
    message = N_("Este contacto ya se revisó.")


@dataclass(frozen=True)
class Verdict:
    """What became of one record of the people's stream; `reason` is a code. A refused one is not kept here."""

    id: str
    verdict: Literal["accepted", "duplicate", "conflict", "refused", "retry"]
    backed_up: bool = False
    reason: str | None = None
    retry_after: int | None = None


@dataclass(frozen=True)
class AnswerCount:
    """How often an option was chosen, in a campaign."""

    script: UUID
    question: str
    option: str
    n: int


@dataclass(frozen=True)
class Record:
    """A readable record, as the columns of the table that it goes to."""

    given: str
    model: type[Contact] | type[AnswerSet]
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    digest: bytes
    backed_up: bool


def take_in(items: Sequence[object]) -> list[Verdict]:
    """Take in records of the people's stream, at most `MOST_RECORDS` items of whatever form: a verdict for each id.

    Nobody's name, device or hour comes this far, and none is kept. The caller commits, and only then answers.
    """
    read = [_read(item) for item in items]
    verdicts = {each.id: each for each in read if isinstance(each, Verdict)}
    records = {each.given: each for each in read if isinstance(each, Record)}
    known = _stored(records.values())
    fresh = [each for each in records.values() if each.columns["id"] not in known]
    verdicts |= {each.given: Verdict(each.given, "refused", reason="bad_body") for each in _misfits(fresh)}
    _insert([each for each in fresh if each.given not in verdicts])
    now_stored = _stored(records.values())
    for each in records.values():
        if each.given not in verdicts:
            repeated = each.columns["id"] in known
            verdicts[each.given] = _verdict(each, now_stored[each.columns["id"]], repeated=repeated)
    return [verdicts[given] for given in dict.fromkeys(_given(item) for item in items)]


def _verdict(record: Record, stored: Stored, *, repeated: bool) -> Verdict:
    if stored.digest != record.columns["digest"]:
        return Verdict(record.given, "conflict", reason="other_body")
    return Verdict(record.given, "duplicate" if repeated else "accepted", stored.backed_up)


def _read(item: object) -> Record | Verdict:
    values: Mapping[str, Any] = item if isinstance(item, dict) else {}
    text, given = values.get("envelope"), _given(item)
    try:
        envelope = read_person_envelope(text if isinstance(text, str) else "")
        if str(envelope.id) != given:
            raise Unreadable("wrong_id", "id")
        return _record(given, envelope, digest_of(str(text)))
    except Unreadable as fault:
        return Verdict(given, "refused", reason=fault.reason)


def _given(item: object) -> str:
    """How the phone names an item, in a form that can be answered."""
    named = item.get("id") if isinstance(item, dict) else None
    return str(named)[:LONGEST_ID].encode("utf-8", "replace").decode()


def _record(given: str, envelope: PersonEnvelope, digest: bytes) -> Record:
    fields = Fields(envelope.body)
    columns = {
        "id": envelope.id,
        "campaign_id": envelope.campaign,
        "week": envelope.week,
        "digest": digest,
        "backed_up": False,
    }
    if envelope.kind == CONTACT:
        sealed = fields.sealed("sealed", "intake")
        key_id = sealed_key_id(sealed, "intake")
        columns |= {"urgent": envelope.urgent, "state": "new", "rev": 1, "key_id": key_id, "sealed": sealed}
        return Record(given, Contact, columns)
    if envelope.kind == ANSWERS:
        sealed_part = None if fields.value("sealed") is None else fields.sealed("sealed", "field")
        columns |= {"script_id": fields.uuid("script"), "answers": _answers(fields), "sealed": sealed_part}
        return Record(given, AnswerSet, columns)
    raise Unreadable("bad_body", "kind")


def _answers(fields: Fields) -> dict[str, list[str]]:
    answers = fields.inner("answers").values
    if not all(isinstance(chosen, list) and all(isinstance(each, str) for each in chosen) for chosen in answers.values()):
        raise Unreadable("bad_body", "answers")
    return dict(answers)


def _stored(records: Collection[Record]) -> dict[UUID, Stored]:
    ids = [each.columns["id"] for each in records]
    found: dict[UUID, Stored] = {}
    for model in (Contact, AnswerSet):
        rows = db.session.execute(select(model.id, model.digest, model.backed_up).where(model.id.in_(ids)))
        found |= {row.id: Stored(row.digest, row.backed_up) for row in rows}
    return found


def _misfits(records: Sequence[Record]) -> list[Record]:
    """Those that name a campaign, script, option or key that is none."""
    ids = {each.columns["campaign_id"] for each in records}
    campaigns = set(db.session.scalars(select(Campaign.id).where(Campaign.id.in_(ids))))
    of_records = ScriptVersion.id.in_({each.columns["script_id"] for each in records if each.model is AnswerSet})
    scripts = {script.id: script for script in db.session.scalars(select(ScriptVersion).where(of_records))}
    return [
        each
        for each in records
        if each.columns["campaign_id"] not in campaigns
        or not _key_is_ours(each)
        or (each.model is AnswerSet and not _fits(each.columns, scripts.get(each.columns["script_id"])))
    ]


def _key_is_ours(record: Record) -> bool:
    vault = "intake" if record.model is Contact else "field"
    sealed: bytes | None = record.columns["sealed"]
    return sealed is None or sealed_key_id(sealed, vault) in live_key_ids(vault)


def _fits(columns: Mapping[str, Any], script: ScriptVersion | None) -> bool:
    """Whether the answers in clear are choices of this script; what it marks as sensitive must not be among them."""
    if script is None or script.campaign_id != columns["campaign_id"]:
        return False
    questions = {each["id"]: each for each in script.body["questions"] if not each.get("sensitive")}
    return all(
        name in questions and len(set(chosen)) == len(chosen) and set(chosen) <= set(option_ids(questions[name]))
        for name, chosen in columns["answers"].items()
    )


def _insert(records: Sequence[Record]) -> None:
    """Store records in the order of their random ids, which says nothing of the order in which they came."""
    for model in (Contact, AnswerSet):
        rows = sorted((dict(each.columns) for each in records if each.model is model), key=lambda row: row["id"])
        if rows:
            db.session.execute(insert_into(model).on_conflict_do_nothing(), rows)


def statuses_of(ids: Collection[UUID]) -> list[tuple[UUID, Status]]:
    """What became of these contacts: picked up, reached, and no more. Ids are secrets, so no credential is asked."""
    rows = db.session.execute(select(Contact.id, Contact.state).where(Contact.id.in_(ids)))
    states = {row.id: row.state for row in rows}
    return [(each, STATUS_OF[states[each]] if each in states else "unknown") for each in ids]


def list_contacts(
    *, campaign: UUID | None, state: str | None, after: tuple[bool, UUID] | None, limit: int
) -> Sequence[Contact]:
    """The review queue: urgent ones first, then by id; the next page begins after (urgent, id)."""
    query = select(Contact).order_by(Contact.urgent.desc(), Contact.id).limit(limit)
    if campaign is not None:
        query = query.where(Contact.campaign_id == campaign)
    if state is not None:
        query = query.where(Contact.state == state)
    if after is not None:
        urgent, last = after
        same = and_(Contact.urgent.is_(urgent), Contact.id > last)
        query = query.where(or_(same, Contact.urgent.is_(False)) if urgent else same)
    return db.session.scalars(query).all()


def find_contact(contact_id: UUID) -> Contact:
    contact = db.session.get(Contact, contact_id)
    if contact is None:
        raise NotFound
    return contact


def pick_up(contact: Contact, rev: int) -> Contact:
    """Say that somebody looks at it; `Stale` where `rev` is an old one."""
    return _move(contact, rev, "picked_up", ("new",))


def close(contact: Contact, rev: int, *, key_id: str, sealed: bytes) -> Contact:
    """Close it without a follow-up, sealed anew with the review in it."""
    return reseal(contact, rev, "closed", key_id=key_id, sealed=sealed)


def reseal(contact: Contact, rev: int, state: str, *, key_id: str, sealed: bytes) -> Contact:
    """End the review: the contact sealed anew with what was decided, in its last state; `Stale`, `SealInvalid`."""
    check_seal("intake", key_id, sealed)
    _move(contact, rev, state, OPEN_STATES)
    contact.key_id, contact.sealed = key_id, sealed
    db.session.flush()
    return contact


def _move(contact: Contact, rev: int, state: str, before: Collection[str]) -> Contact:
    take_turn(contact, rev)
    if contact.state not in before:
        raise ContactDone
    contact.state = state
    db.session.flush()
    return contact


def count_answers(campaign_id: UUID) -> list[AnswerCount]:
    """How often each option was chosen in the campaign, of what is in clear, by script, question and option."""
    rows = db.session.execute(select(AnswerSet.script_id, AnswerSet.answers).where(AnswerSet.campaign_id == campaign_id))
    counts = Counter(
        (row.script_id, question, option)
        for row in rows
        for question, chosen in row.answers.items()
        for option in chosen
    )
    return [AnswerCount(*key, n) for key, n in sorted(counts.items())]
