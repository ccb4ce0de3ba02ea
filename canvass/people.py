"""The people's stream: taking in what phones hand in of contacts, answers and held hours. No phone, member or hour is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from canvass import contacts, erasures, slot_holds
from canvass.campaigns import Campaign, ScriptVersion
from canvass.contacts import AnswerSet, Contact
from canvass.db import db, insert_into
from canvass.envelopes import (
    Fields,
    PersonEnvelope,
    Unreadable,
    digest_of,
    name_of,
    read_person_envelope,
)
from canvass.scripts import option_ids
from canvass.sealing import sealed_key_id
from canvass.slot_holds import SlotHold
from canvass.vaults import live_key_ids
from canvass.weeks import believable

CONTACT, ANSWERS, HOLD = "contact", "answers", "hold"
Model = type[Contact] | type[AnswerSet] | type[SlotHold]
MODELS: tuple[Model, ...] = (Contact, AnswerSet, SlotHold)
MOST_RECORDS = 20
PUT_OFF_SECONDS = 900


@dataclass(frozen=True)
class Verdict:
    """What became of one record of the people's stream; `reason` is a code. A refused one is not kept here."""

    id: str
    verdict: Literal["accepted", "duplicate", "conflict", "refused", "retry"]
    backed_up: bool = False
    reason: str | None = None
    retry_after: int | None = None


@dataclass(frozen=True)
class Record:
    """A readable record, as the columns of the table that it goes to."""

    given: str
    model: Model
    columns: Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    digest: bytes
    backed_up: bool


def take_in(items: Sequence[object], today: date) -> list[Verdict]:
    """Take in records of the people's stream, at most `MOST_RECORDS` items of whatever form: a verdict for each id.

    Nobody's name, device or hour comes this far, and none is kept; `today` is the day at the office, for which no hour can be
    promised any more. The caller commits, and only then answers.
    """
    read = [_read(item) for item in items]
    verdicts = {each.id: each for each in read if isinstance(each, Verdict)}
    records = {each.given: each for each in read if isinstance(each, Record)}
    gone = _erased(records.values())
    records = {given: each for given, each in records.items() if each.columns["id"] not in gone}
    # Of what was erased the phone lets go, as of what a backup holds.
    verdicts |= {str(each): Verdict(str(each), "duplicate", backed_up=True) for each in gone}
    known = _stored(records.values())
    fresh = [each for each in records.values() if each.columns["id"] not in known]
    verdicts |= {each.given: Verdict(each.given, "refused", reason="bad_body") for each in _misfits(fresh)}
    stored = [each for each in fresh if each.given not in verdicts]
    _insert(stored)
    slot_holds.decide([each.columns["id"] for each in stored if each.model is SlotHold], today)
    ids = [each.columns["id"] for each in fresh]
    late = contacts.erased_meanwhile(ids) | slot_holds.erased_meanwhile(ids)
    verdicts |= {str(each): Verdict(str(each), "duplicate", backed_up=True) for each in late}
    now_stored = _stored(records.values())
    for each in records.values():
        if each.given not in verdicts:
            repeated = each.columns["id"] in known
            verdicts[each.given] = _verdict(each, now_stored[each.columns["id"]], repeated=repeated)
    return [verdicts[given] for given in dict.fromkeys(_given(item) for item in items)]


def _erased(records: Collection[Record]) -> set[UUID]:
    """The ids of those that were erased, by themselves or with their campaign."""
    named = {each.columns[name] for each in records for name in ("id", "campaign_id")}
    gone = erasures.forgotten_among(named)
    return {
        each.columns["id"] for each in records if gone & {each.columns["id"], each.columns["campaign_id"]}
    }


def put_off(items: Sequence[object]) -> list[Verdict]:
    """Store nothing, and let each item come again later."""
    given = dict.fromkeys(_given(item) for item in items)
    return [Verdict(each, "retry", reason="held", retry_after=PUT_OFF_SECONDS) for each in given]


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
    return name_of(named)


def _record(given: str, envelope: PersonEnvelope, digest: bytes) -> Record:
    fields = Fields(envelope.body)
    columns = {
        "id": envelope.id,
        "campaign_id": envelope.campaign,
        "week": believable(envelope.week, datetime.now(UTC).date()),
        "digest": digest,
        "backed_up": False,
    }
    if envelope.kind == CONTACT:
        sealed = fields.sealed("sealed", "intake")
        key_id = sealed_key_id(sealed, "intake")
        columns |= {"urgent": envelope.urgent, "state": "new", "reached": False, "rev": 1}
        columns |= {"key_id": key_id, "sealed": sealed}
        return Record(given, Contact, columns)
    if envelope.kind == HOLD:
        sealed = fields.sealed("sealed", "intake")
        columns |= {"slot_id": fields.uuid("slot"), "state": "waiting"}
        columns |= {"key_id": sealed_key_id(sealed, "intake"), "sealed": sealed}
        return Record(given, SlotHold, columns)
    if envelope.kind == ANSWERS:
        sealed_part = None if fields.value("sealed") is None else fields.sealed("sealed", "field")
        columns |= {"script_id": fields.uuid("script"), "answers": _answers(fields), "sealed": sealed_part}
        return Record(given, AnswerSet, columns)
    raise Unreadable("bad_body", "kind")


def _answers(fields: Fields) -> dict[str, list[str]]:
    answers = fields.inner("answers").values
    if not all(
        isinstance(chosen, list) and all(isinstance(each, str) for each in chosen)
        for chosen in answers.values()
    ):
        raise Unreadable("bad_body", "answers")
    return dict(answers)


def _stored(records: Collection[Record]) -> dict[UUID, Stored]:
    ids = [each.columns["id"] for each in records]
    found: dict[UUID, Stored] = {}
    for model in MODELS:
        rows = db.session.execute(select(model.id, model.digest, model.backed_up).where(model.id.in_(ids)))
        found |= {row.id: Stored(row.digest, row.backed_up) for row in rows}
    return found


def _misfits(records: Sequence[Record]) -> list[Record]:
    """Those that name a campaign, script, option or key that is none."""
    ids = {each.columns["campaign_id"] for each in records}
    campaigns = set(db.session.scalars(select(Campaign.id).where(Campaign.id.in_(ids))))
    of_records = ScriptVersion.id.in_(
        {each.columns["script_id"] for each in records if each.model is AnswerSet}
    )
    scripts = {script.id: script for script in db.session.scalars(select(ScriptVersion).where(of_records))}
    return [
        each
        for each in records
        if each.columns["campaign_id"] not in campaigns
        or not _key_is_ours(each)
        or (each.model is AnswerSet and not _fits(each.columns, scripts.get(each.columns["script_id"])))
    ]


def _key_is_ours(record: Record) -> bool:
    vault = "field" if record.model is AnswerSet else "intake"
    sealed: bytes | None = record.columns["sealed"]
    return sealed is None or sealed_key_id(sealed, vault) in live_key_ids(vault)


def _fits(columns: Mapping[str, Any], script: ScriptVersion | None) -> bool:
    """Whether the answers in clear are choices of this script; what it marks as sensitive must not be among them."""
    if script is None or script.campaign_id != columns["campaign_id"]:
        return False
    questions = {each["id"]: each for each in script.body["questions"] if not each.get("sensitive")}
    return all(
        name in questions
        and len(set(chosen)) == len(chosen)
        and set(chosen) <= set(option_ids(questions[name]))
        for name, chosen in columns["answers"].items()
    )


def _insert(records: Sequence[Record]) -> None:
    """Store records in the order of their random ids, which says nothing of the order in which they came."""
    for model in MODELS:
        rows = sorted(
            (dict(each.columns) for each in records if each.model is model), key=lambda row: row["id"]
        )
        if rows:
            db.session.execute(insert_into(model).on_conflict_do_nothing(), rows)
