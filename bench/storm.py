"""A storm: two hundred phones come back online within ten seconds, each with an evening's visits."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.delta import percentile
from bench.organisation import writing_on
from bench.outing import Outing, enlist, freeze, verdicts_of, work_of
from bench.writer import Sent, Work, send_all
from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from canvass.log import Event
from tests.walk import Phone

PHONES, VISITS, SECONDS = 200, 40, 10.0


@dataclass(frozen=True)
class Weathered:
    """How the storm went: milliseconds until each phone was answered, and what became of its visits."""

    p50_ms: float
    p99_ms: float
    drained: bool
    refused: int
    sent_again: int
    seconds: float


def weather(outing: Outing, *, phones: int = PHONES, seconds: float = SECONDS) -> Weathered:
    """Let them all come, each at a moment of its own; every phone sends again until it is answered."""
    works = _gather(outing, phones)
    chance = random.Random(7)
    answers: list[list[Sent]] = []
    began = time.monotonic()
    threads = [
        threading.Thread(target=_come_online, args=(work, began + chance.uniform(0, seconds), answers))
        for work in works
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    waits = [sent.seconds * 1000 for each in answers for sent in each]
    verdicts = Counter(verdicts_of(answers).values())
    fine = verdicts["accepted"] + verdicts["duplicate"]
    return Weathered(
        p50_ms=round(percentile(waits, 0.5), 1),
        p99_ms=round(percentile(waits, 0.99), 1),
        drained=fine == phones * VISITS == _here(outing, answers),
        refused=phones * VISITS - fine,
        sent_again=sum(sent.tries - 1 for each in answers for sent in each),
        seconds=round(took, 1),
    )


def _gather(outing: Outing, phones: int) -> list[Work]:
    lease = outing.phones[0]
    with writing_on(outing.server):
        people = enlist(outing.cast, lease, phones)
    gathered = [Phone(person, lease.assignment, lease.generation) for person in people]
    return [work_of(outing, phone, freeze(outing, phone, VISITS), VISITS) for phone in gathered]


def _come_online(work: Work, moment: float, answers: list[Any]) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
    answers.append(send_all(work))


def _here(outing: Outing, answers: list[list[Sent]]) -> int:
    """How many of the visits that were answered are in the log."""
    ids = set(verdicts_of(answers))
    with create_app(Settings.from_environment(outing.server.environment())).app_context():
        here = {str(each) for each in db.session.scalars(db.select(Event.id))}
        db.engine.dispose()
    return len(ids & here)
