"""The hash chain of acts: what was handed out, whose role or keys changed, which device was revoked. Random ids only."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, Column, Dialect, LargeBinary, String, delete, func, select, type_coerce
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import NullType

from canvass.db import Base, db, table_of

GENESIS = bytes(32)
PRUNED = "acts_forgotten"


class Act(Base):
    """One link: `chain` = SHA-256 of the link before and of this one's canonical JSON."""

    __tablename__ = "audit"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    act: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))


@dataclass(frozen=True)
class Head:
    """Where the chain stands: the number of an act, and its link."""

    n: int
    chain: bytes

    @classmethod
    def read(cls, text: str) -> "Head":
        """From `number:link in hex`; `ValueError` for anything else."""
        number, _, chain = text.partition(":")
        return cls(int(number), bytes.fromhex(chain))

    def __str__(self) -> str:
        return f"{self.n}:{self.chain.hex()}"


def write_act(act: str, *, actor: UUID | None, subject: UUID | None = None, **facts: Any) -> Act:
    """Append an act in the caller's transaction; the first act's row, locked until its end, keeps the chain in one line.

    `facts` hold ids, roles and counts, nothing that says who somebody is.
    """
    return write_acts(act, actor=actor, acts=[(subject, facts)])[0]


def write_acts(
    act: str, *, actor: UUID | None, acts: Sequence[tuple[UUID | None, Mapping[str, Any]]]
) -> list[Act]:
    """Append the same act on many subjects, with what is to be told of each; see `write_act`."""
    if not acts:
        return []
    # Who waits here for another's act must look for the last one afterwards, or it finds the one before that.
    db.session.execute(select(Act.n).order_by(Act.n).limit(1).with_for_update())
    last = db.session.scalar(select(Act).order_by(Act.n.desc()).limit(1))
    chain, now = last.chain if last else GENESIS, datetime.now(UTC)
    links = []
    for n, (subject, facts) in enumerate(acts, last.n + 1 if last else 1):
        link = Act(n=n, at=now, actor_id=actor, act=act, subject_id=subject, facts=dict(facts))
        chain = link.chain = _chain(chain, link)
        links.append(link)
    db.session.add_all(links)
    db.session.flush()
    return links


def happened_since(acts: Collection[str], since: datetime) -> bool:
    """Whether one of these acts was written since, or may have been: of what is forgotten nobody knows."""
    found = select(Act.n).where(Act.act.in_(acts), Act.at >= since).limit(1)
    if db.session.scalar(found) is not None:
        return True
    first = db.session.scalar(select(Act.at).order_by(Act.n).limit(1))
    return _base().n > 0 and (first is None or first > since)


def was_written(act: str, *, actor: UUID, subject: UUID, since: datetime) -> bool:
    """Whether this act of theirs on this subject was written since."""
    theirs = Act.act == act, Act.actor_id == actor, Act.subject_id == subject, Act.at >= since
    return db.session.scalar(select(Act.n).where(*theirs).limit(1)) is not None


def last_time(act: str) -> datetime | None:
    """When this act was last written."""
    return db.session.scalar(select(Act.at).where(Act.act == act).order_by(Act.n.desc()).limit(1))


def first_times(act: str, subjects: Collection[UUID]) -> dict[UUID, datetime]:
    """When this act was first written of each of these, as far as acts are kept."""
    found = select(Act.subject_id, func.min(Act.at)).where(Act.act == act, Act.subject_id.in_(subjects))
    return {subject: at for subject, at in db.session.execute(found.group_by(Act.subject_id)) if subject}


def first_broken_link() -> int | None:
    """The number of the first act whose chain does not follow from the one before, or None where all hold.

    Also of one that says the same in other bytes than we write: somebody was at it.
    """
    base = _base()
    before, expected = base.chain, base.n + 1
    for n, link in _as_they_lie():
        if link is None or link.n != expected or link.chain != _chain(before, link):
            return n
        before, expected = link.chain, expected + 1
    return None


def head() -> Head | None:
    """The last act there is."""
    last = db.session.execute(select(Act.n, Act.chain).order_by(Act.n.desc()).limit(1)).one_or_none()
    return Head(*last) if last else None


def first_number() -> int:
    """From which act on the chain is kept."""
    return _base().n + 1


def chain_at(n: int) -> bytes | None:
    """The link of an act; None where there is no such act."""
    return db.session.scalar(select(Act.chain).where(Act.n == n))


def forget_acts(before: datetime) -> int:
    """Delete the acts from before that time, in the caller's transaction; how many. An act says where the chain begins now."""
    old = select(Act.n, Act.chain).where(Act.at < before).order_by(Act.n.desc()).limit(1)
    last = db.session.execute(old).one_or_none()
    if last is None:
        return 0
    write_act(PRUNED, actor=None, through=last.n, chain=last.chain.hex())
    gone = db.session.execute(
        delete(Act).where(Act.n <= last.n), execution_options={"synchronize_session": False}
    )
    return cast(int, cast(Any, gone).rowcount)


def count_before(before: datetime) -> int:
    """How many acts are from before that time."""
    return db.session.scalar(select(func.count()).where(Act.at < before)) or 0


def _base() -> Head:
    """What the first act that is kept follows from. One that cannot be read is none: the chain does not hold then."""
    newest = select(Act.facts).where(Act.act == PRUNED).order_by(Act.n.desc()).limit(1)
    try:
        facts = db.session.scalar(newest)
        return Head(int(facts["through"]), bytes.fromhex(facts["chain"])) if facts else Head(0, GENESIS)
    except (KeyError, TypeError, ValueError, OperationalError):
        return Head(0, GENESIS)


def _as_they_lie() -> Iterator[tuple[int, Act | None]]:
    """Each act in order; None for one whose bytes are not those that we would write."""
    connection, columns = db.session.connection(), list(table_of(Act).c)
    # As the driver reads them, not as our types do.
    asked = select(*(type_coerce(column, NullType()) for column in columns)).order_by(Act.n)
    n = 0
    try:
        for raw in connection.execute(asked):
            told = list(raw)
            n = int(told[0])
            yield n, _read(told, columns, connection.dialect)
    except OperationalError:
        # Bytes that are no text at all.
        yield n + 1, None


def _read(raw: list[Any], columns: Sequence[Column[Any]], dialect: Dialect) -> Act | None:
    ways = [column.type.dialect_impl(dialect) for column in columns]
    try:
        values = [
            _through(way.result_processor(dialect, None), it) for way, it in zip(ways, raw, strict=True)
        ]
        again = [_through(way.bind_processor(dialect), it) for way, it in zip(ways, values, strict=True)]
    except (ValueError, TypeError, AttributeError):
        return None
    # PostgreSQL keeps values, not texts: each is written in one way only.
    if dialect.name == "sqlite" and again != raw:
        return None
    return Act(**{column.key: value for column, value in zip(columns, values, strict=True)})


def _through(process: Callable[[Any], Any] | None, value: Any) -> Any:
    return process(value) if process else value


def _chain(before: bytes, link: Act) -> bytes:
    words = {
        "n": link.n,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(link.actor_id) if link.actor_id else None,
        "act": link.act,
        "subject": str(link.subject_id) if link.subject_id else None,
        "facts": link.facts,
    }
    return hashlib.sha256(before + json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).digest()
