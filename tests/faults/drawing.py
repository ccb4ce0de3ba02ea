"""What a schedule's dice can draw: what happens to a line, and on which path."""

import asyncio
import random
import uuid
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from tests.faults.proxy import (
    Plan,
    answer_cut,
    answer_delayed,
    doubled,
    passed_on,
    portal,
    refused,
    request_cut,
    request_delayed,
)

TOO_LATE = 0.45
PATHS = (
    *("/api/sync/push",) * 5,
    "/api/sync/people",
    "/api/sync/home",
    "/api/sync/pull",
    "/api/turfs/",
    "/api/",
)


def path(dice: random.Random) -> str:
    return dice.choice(PATHS)


def plan(dice: random.Random, tell: Callable[[object], None]) -> Plan:
    """Half of the lines are good; the others are bad in one way each."""
    if dice.random() < 0.4:
        return passed_on
    k, status, times = dice.randrange(4000), dice.choice((413, 429, 502, 503)), dice.randint(2, 4)
    name, found = dice.choice(
        (
            (f"request cut after {k}", request_cut(k)),
            (f"answer cut after {k}", answer_cut(k)),
            (f"answer cut after {k % 400}", answer_cut(k % 400)),
            ("answer delayed", answer_delayed(TOO_LATE)),
            ("request delayed", request_delayed(TOO_LATE)),
            (f"doubled {times}", doubled(times)),
            (f"refused {status}", refused(status)),
            ("portal", portal),
        )
    )
    tell(name)
    return found


def door_id(dice: random.Random) -> str:
    """A door's id, as a phone makes it."""
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


async def cancelled(work: Coroutine[Any, Any, Any], seconds: float) -> None:
    """Begin, and be killed after so long."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(seconds)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
