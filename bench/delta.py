"""How long a phone waits for what changed: 50 rows of 10,000, and nothing at all."""

from dataclasses import dataclass
from statistics import median

from bench.outing import Outing, freeze, work_of
from bench.reading import Reader
from bench.writer import send_all

CHANGES = 50


@dataclass(frozen=True)
class Waits:
    """Milliseconds of each pull."""

    some: list[float]
    nothing: list[float]


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def summary(values: list[float]) -> dict[str, float]:
    return {"p50": median(values), "p95": percentile(values, 0.95)}


def pull_changes(outing: Outing, reader: Reader, runs: int) -> Waits:
    """Hand in 50 visits at different doors, pull them, and pull again when there is nothing; so many times."""
    waits = Waits([], [])
    phone = outing.phones[0]
    for _ in range(runs):
        items = [phone.visit(door, "not_home") for door in outing.chance.sample(outing.ground.doors, CHANGES)]
        send_all(work_of(outing, phone, items, CHANGES))
        came, seconds = reader.pull()
        if came != CHANGES:
            raise RuntimeError(f"{came} rows came instead of {CHANGES}")
        waits.some.append(seconds * 1000)
        waits.nothing.append(reader.pull()[1] * 1000)
    if reader.differed:
        raise RuntimeError("the reader's rows are not the server's")
    return waits


def one_push(outing: Outing, size: int) -> float:
    """Milliseconds of one push while nobody else does anything."""
    phone = outing.phones[0]
    (sent,) = send_all(work_of(outing, phone, freeze(outing, phone, size), size))
    if sent.status != 200:
        raise RuntimeError(f"push: {sent.status} {sent.answer[:200]!r}")
    return sent.seconds * 1000
