"""The hash chain of acts: what was handed out, whose role or keys changed, which device was revoked. Random ids only."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db

GENESIS = bytes(32)


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
    """Whether one of these acts was written since."""
    found = select(Act.n).where(Act.act.in_(acts), Act.at >= since).limit(1)
    return db.session.scalar(found) is not None


def first_broken_link() -> int | None:
    """The number of the first act whose chain does not follow from the one before, or None where all hold."""
    before = GENESIS
    for link in db.session.scalars(select(Act).order_by(Act.n)):
        if link.chain != _chain(before, link):
            return link.n
        before = link.chain
    return None


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
