"""The same sealing, opening and unlocking by pyca/cryptography (OpenSSL's curve and cipher, in C and Rust), on one core."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.waiting import Desk
from canvass.sealing import open_blob, open_sealed, point, seal

SEALS = 200


@dataclass(frozen=True)
class Pyca:
    """Seconds of the processor: for one seal, for the whole queue opened and read, for one unlocking."""

    seal: float
    whole: float
    unlock: float


def by_pyca(desk: Desk) -> Pyca:
    """Do all of it once."""
    return Pyca(_took(lambda: _seal(desk)) / SEALS, _took(lambda: _open(desk)), _took(lambda: _unlock(desk)))


def _took(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _seal(desk: Desk) -> Sequence[bytes]:
    to, body = point(desk.key), desk.bodies[0]
    return [seal(to, desk.org, "intake", "contact", body["id"], body) for _ in range(SEALS)]


def _open(desk: Desk) -> None:
    for body, sealed in zip(desk.bodies, desk.sealed, strict=True):
        if open_sealed(desk.key, desk.org, "intake", "contact", body["id"], sealed) != body:
            raise ValueError("what was opened is not what was sealed")


def _unlock(desk: Desk) -> None:
    open_blob(desk.words, desk.org, desk.holder, desk.blob)
