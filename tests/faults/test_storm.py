"""Two hundred phones come online at once, and a proxy says "too many" and "not now": nobody is refused for good."""

import asyncio
import time

from tests.faults.checking import check
from tests.faults.fetching import sync
from tests.faults.field import Field, drain
from tests.faults.phone import Phone
from tests.faults.proxy import passed_on, refused
from tests.faults.wire import NetworkFault, Refused

PHONES = 200
WALKS = 8
AT_ONCE = 24
LONGEST_SECONDS = 60


def test_two_hundred_phones_are_told_to_come_later(field: Field) -> None:
    walks = [field.walk(people=PHONES // WALKS, doors=8) for _ in range(WALKS)]
    phones = [(walk, phone) for walk in walks for phone in walk.phones]
    gate = asyncio.Semaphore(AT_ONCE)
    for number, (_, phone) in enumerate(phones):
        phone.clock.patience = 0.05
        # A proxy in front lets every third one through at first.
        field.proxy.plan((passed_on, refused(429, 1), refused(503, 2))[number % 3])
    for walk in walks:
        field.run(sync(walk.phones[0]))
        for phone in walk.phones:
            phone.store.leases = dict(walk.phones[0].store.leases)
            for door in walk.doors[:3]:
                phone.visit(walk.turf, door)
    field.run(*(storm(phone, gate) for _, phone in phones), seconds=LONGEST_SECONDS)

    drain(field, [walk.phones[0] for walk in walks])
    check(field, walks)
    assert all(len(phone.store.ledger.acknowledged()) == 3 for _, phone in phones)


async def storm(phone: Phone, gate: asyncio.Semaphore) -> None:
    """As the app does by itself: nobody taps, the back-off is kept, until all is handed in."""
    while phone.store.waiting():
        if phone.store.pace.not_before > time.monotonic():
            await asyncio.sleep(0.02)
            continue
        async with gate:
            try:
                await phone.push()
            except (Refused, NetworkFault) as fault:
                phone.back_off(fault)
