"""The virtual phone's reading half, as `device/home.ts`, `leases.ts`, `pull.ts` and `sync.ts` have it."""

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import Coroutine
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.faults.people import hand_in_people
from tests.faults.phone import Phone
from tests.faults.store import HeldTurf, Row
from tests.faults.wire import NetworkFault, Refused

PAGE = 500


async def sync(phone: Phone, *, tapped: bool = True) -> str | None:
    """One run: hand in, then fetch. The fault that ended it, or None; `waits` while the back-off lasts."""
    pace = phone.store.pace
    if pace.not_before > time.monotonic() and (not tapped or pace.told):
        return "waits"
    try:
        await _hand_in(phone, phone.push())
        await _hand_in(phone, hand_in_people(phone))
        if await fetch_home(phone):
            for turf in list(phone.store.leases):
                if not _has_ended(phone, turf):
                    await pull(phone, turf)
    except (Refused, NetworkFault) as fault:
        phone.back_off(fault)
        return fault.kind if isinstance(fault, NetworkFault) else str(fault.code)
    pace.failures, pace.not_before, pace.told = 0, 0, False
    return None


async def _hand_in(phone: Phone, step: Coroutine[Any, Any, None]) -> None:
    """A refused token keeps nobody from reading."""
    try:
        await step
    except Refused as refused:
        if refused.status not in (401, 403) or refused.retry_after is not None:
            raise
        phone.store.push_refused = True


async def fetch_home(phone: Phone) -> bool:
    """Take over the leases that the server names; a turf without one is purged. False if the session has ended."""
    store, asked = phone.store, time.monotonic()
    try:
        home = await phone.call("GET", "/api/sync/home")
    except Refused as refused:
        if refused.status != 401:
            raise
        store.session_ended = True
        _take_leases(phone, {})
        return False
    phone.set_clock(home["server_time"], time.monotonic() - asked)
    _take_leases(phone, {lease["turf"]["id"]: lease for lease in home["leases"]})
    return True


def _take_leases(phone: Phone, leases: dict[str, Any]) -> None:
    phone.store.leases = leases
    for turf in set(phone.store.turfs) - set(leases):
        del phone.store.turfs[turf]
        phone.store.ledger.cursors.pop(turf, None)


def _has_ended(phone: Phone, turf: str) -> bool:
    offset = (phone.store.clock or {}).get("offset_ms", 0) / 1000
    return phone.clock.now() + offset >= datetime.fromisoformat(phone.store.leases[turf]["until"]).timestamp()


async def pull(phone: Phone, turf: str) -> None:
    """Bring one turf up to date; one that the server no longer shows is left for home to end."""
    try:
        held = phone.store.turfs.get(turf)
        await (take_snapshot(phone, turf) if held is None else _pull_pages(phone, turf, held.cursor))
    except Refused as refused:
        if refused.status in (409, 410):
            phone.store.ledger.cursors.pop(turf, None)
            if refused.code == "log_changed":
                phone.offer_all_again()
            await take_snapshot(phone, turf)
        elif refused.status not in (403, 404):
            raise


async def take_snapshot(phone: Phone, turf: str) -> None:
    """Replace a turf's rows by the server's; a body that does not fit its own digest was cut."""
    asked = time.time()
    answer = await phone.call("GET", f"/api/turfs/{turf}/snapshot")
    rows = {row["door"]: (row["revision"], None if row["removed"] else row) for row in answer["rows"]}
    if digest_of(rows) != answer["digest"]:
        raise NetworkFault("not_ours")
    _note_shown(phone, turf, asked, answer["rows"])
    ledger = phone.store.ledger
    ledger.snapshots[turf] = ledger.snapshots.get(turf, 0) + 1
    _note_cursor(phone, turf, answer["cursor"])
    if turf in phone.store.leases:
        phone.store.turfs[turf] = HeldTurf(answer["cursor"], rows)


async def _pull_pages(phone: Phone, turf: str, cursor: str) -> None:
    while True:
        asked = time.time()
        query = urlencode({"turf": turf, "cursor": cursor, "limit": PAGE})
        page = await phone.call("GET", f"/api/sync/pull?{query}")
        _note_shown(phone, turf, asked, page["rows"])
        held = phone.store.turfs.get(turf)
        if held is None:
            return
        _apply(held, page["rows"])
        held.cursor = cursor = page["cursor"]
        _note_cursor(phone, turf, cursor)
        if not page["more"]:
            if digest_of(held.rows) != page["digest"]:
                phone.store.digest_mismatches += 1
                await take_snapshot(phone, turf)
            return
        await asyncio.sleep(0)


def _apply(held: HeldTurf, rows: list[Row]) -> None:
    """Only a newer revision is applied, so it does not matter in which order or how often a page arrives."""
    for row in rows:
        if row["revision"] > held.rows.get(row["door"], (0, None))[0]:
            held.rows[row["door"]] = (row["revision"], None if row["removed"] else row)


def _note_shown(phone: Phone, turf: str, asked: float, rows: list[Row]) -> None:
    phone.store.ledger.shown.append((turf, asked, frozenset(row["door"] for row in rows)))


def _note_cursor(phone: Phone, turf: str, cursor: str) -> None:
    number = int(cursor.split(".")[1])
    ledger = phone.store.ledger
    if number < ledger.cursors.get(turf, 0):
        ledger.problems.append(f"cursor_jumped_back: {ledger.cursors[turf]} to {number}")
    ledger.cursors[turf] = number


def digest_of(rows: dict[str, tuple[int, Any]]) -> str:
    """A turf's digest as the protocol has it, of the rows that are not removed."""
    groups: dict[str, list[str]] = defaultdict(list)
    for door, (revision, row) in sorted(rows.items()):
        if row is not None:
            groups[door[-2:]].append(f"{door}:{revision}\n")
    digests = {name: hashlib.sha256("".join(lines).encode()).hexdigest() for name, lines in groups.items()}
    told = "".join(f"{name}:{digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(told.encode()).hexdigest()
