"""Cutting a push's line after k bytes, with k swept over all that is said: the request's bytes, and the answer's."""

import json
from collections.abc import Callable

from tests.faults.checking import violations
from tests.faults.fetching import sync
from tests.faults.field import Field, drain
from tests.faults.phone import Phone
from tests.faults.proxy import Plan, answer_cut, request_cut

CUTS: dict[str, Callable[[int], Plan]] = {"request": request_cut, "answer": answer_cut}
HEAD, LONGEST_ANSWER = 400, 900
LOOKED_AT_EVERY = 20


def sweep(field: Field, what: str, cuts: int | None = None) -> list[str]:
    """Cut a push at every byte of its `request` or `answer`, or at so many of them; what is violated by then."""
    walk = field.walk()
    (phone,) = walk.phones
    field.run(sync(phone))
    phone.visit(walk.turf, walk.doors[0])
    most = HEAD + _offered(phone) if what == "request" else LONGEST_ANSWER
    found: list[str] = []
    for turn, k in enumerate(range(0, most, most // cuts if cuts else 1)):
        field.proxy.plan(CUTS[what](k))
        field.run(sync(phone))
        if turn % LOOKED_AT_EVERY == 0:
            found += violations(field, [walk], drained=False)
        if not phone.store.waiting():
            phone.visit(walk.turf, walk.doors[k % len(walk.doors)])
    field.calm()
    drain(field, [phone])
    missing = len(phone.store.ledger.made) - len(phone.store.ledger.acknowledged())
    return found + violations(field, [walk]) + [f"not_drained: {missing} events"] * bool(missing)


def _offered(phone: Phone) -> int:
    """How many bytes of events its next push offers."""
    waiting = phone.store.waiting()
    return len(json.dumps([{"id": record.id, "envelope": record.envelope} for record in waiting]))
