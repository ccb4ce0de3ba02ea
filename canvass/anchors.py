"""Anchors: where the chain of acts stood, in a list beside the backups, day by day.

A chain alone cannot tell that its last acts were taken away, or that somebody wrote all of it anew. A line that was noted
elsewhere, on another disk or on paper, can.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from canvass import audit
from canvass.audit import Head
from canvass.erasures import append_lines, list_beside_backups, read_lines

LIST = "anchors.txt"


@dataclass(frozen=True)
class Finding:
    """What is wrong with an act: `broken`, `missing` or `rewritten`."""

    n: int
    what: str


def drop_daily(now: datetime) -> None:
    """Note where the chain stands, once a day and only where something was done."""
    last = next(iter(reversed(list(_listed()))), None)
    head = audit.head()
    if head is None or (last and (last[0].n == head.n or last[1] == _day(now))):
        return
    append_lines(list_beside_backups(LIST), [f"{head} {_day(now)}"])


def verify(noted: Head | None = None, *, kept_since: date | None = None) -> list[Finding]:
    """What is wrong with the chain, by itself and by what was noted of it: in the list, and elsewhere (`noted`).

    Nothing is forgotten of the days since `kept_since`: who can write an act that says so has taken them away.
    """
    broken = audit.first_broken_link()
    found = [] if broken is None else [Finding(broken, "broken")]
    kept_from = audit.first_number()
    young = {head.n for head, day in _listed() if kept_since and day >= kept_since.isoformat()}
    for anchor in _anchors(noted):
        if anchor.n < kept_from and anchor.n not in young:
            continue
        chain = audit.chain_at(anchor.n)
        if chain is None:
            found.append(Finding(anchor.n, "missing"))
        elif chain != anchor.chain:
            found.append(Finding(anchor.n, "rewritten"))
    return found


def beyond_telling(noted: Head | None = None) -> list[int]:
    """The acts that were noted and are forgotten by now, by their numbers: nothing can be said of those notes any more."""
    kept_from = audit.first_number()
    return [anchor.n for anchor in _anchors(noted) if anchor.n < kept_from]


def _anchors(noted: Head | None) -> list[Head]:
    return [*(head for head, _ in _listed()), *([noted] if noted else [])]


def _listed() -> Iterator[tuple[Head, str]]:
    for line in read_lines(list_beside_backups(LIST)):
        head, _, day = line.rpartition(" ")
        try:
            yield Head.read(head), day
        except ValueError:
            continue


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
