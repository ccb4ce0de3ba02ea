"""The virtual phone's half for the people's stream, as `device/people.ts` and `device/handin.ts` have it."""

import time
from collections.abc import Sequence

from tests.faults.phone import CLIENT, Phone, answers_each
from tests.faults.store import PeopleRecord
from tests.faults.wire import NetworkFault

MOST_AT_ONCE = 20
ENOUGH_TO_HIDE_IN = 3
VERDICTS = frozenset({"accepted", "duplicate", "conflict", "refused", "retry"})


async def hand_in_people(phone: Phone) -> None:
    """Send what may go now, in batches; `Refused` or `NetworkFault` where it had to stop."""
    going = _which_go(phone)
    try:
        for start in range(0, len(going), MOST_AT_ONCE):
            await _offer(phone, going[start : start + MOST_AT_ONCE])
    finally:
        for record in phone.store.people.records.values():
            record.state = "saved" if record.state == "sending" else record.state


def _which_go(phone: Phone) -> list[PeopleRecord]:
    """Three that wait hide each other, one alone goes only if it must; what no backup covers goes along again."""
    records = phone.store.people.records.values()
    free = [record for record in records if record.not_before <= time.time()]
    waiting = [record for record in free if record.state in ("saved", "sending")]
    enough = len(waiting) >= ENOUGH_TO_HIDE_IN
    going = [record for record in waiting if enough or record.urgent or record.released]
    going += [record for record in free if record.state == "received"]
    phone.dice.shuffle(going)
    return going


async def _offer(phone: Phone, batch: Sequence[PeopleRecord]) -> None:
    for record in batch:
        record.state = "sending" if record.state == "saved" else record.state
    records = [{"id": record.id, "envelope": record.envelope} for record in batch]
    answer = await phone.call("POST", "/api/sync/people", {"client": CLIENT, "records": records})
    if not answers_each([record.id for record in batch], answer, VERDICTS):
        raise NetworkFault("not_ours")
    phone.store.people.acknowledge(answer, phone.clock.patience)
