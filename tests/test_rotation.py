"""A vault's key is made anew while all are at work: phones hand in, staff reads and edits, two browsers seal anew. Nothing is
lost, nothing fails, and who was removed opens nothing of it.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from canvass import resealing
from canvass.sealing import (
    CannotOpen,
    KeyLog,
    NewHolder,
    SignedEntry,
    b64decode,
    b64encode,
    open_sealed,
    point,
    seal,
    sealed_key_id,
    unwrap,
    verify_chain,
    wrap,
)
from tests.cast import Cast, Person, join, let_all_ask, prove
from tests.people import add_case, freeze, hand_in
from tests.test_keyholding import candidacy, entry_for, keys_of, log_of
from tests.walk import lay_ground

Writing = Callable[[], AbstractContextManager[None]]
VAULTS = ("intake", "consulta")
EACH, BATCH = 15, 4
TODAY = date(2026, 11, 27)


@dataclass
class Browser:
    """A keyholder's: what it knows of the key log, and the vaults' keys that its own one opens."""

    cast: Cast
    person: Person
    holder: NewHolder
    log: KeyLog = field(init=False)
    keys: dict[str, EllipticCurvePrivateKey] = field(default_factory=dict)

    def unlock(self) -> "Browser":
        """Wraps first: a log that is asked for later knows all of their keys."""
        wraps = ask(self.person, "GET", "/api/vaults/mine")["wraps"]
        self.log = log_as_told(self.person)
        for told in wraps:
            entry = self.log.entry_of_key(told["key_id"])
            assert entry
            key = unwrap(
                self.holder.box,
                self.cast.org,
                entry.vault,
                entry.key_id,
                self.holder.id,
                b64decode(told["wrap"]),
            )
            self.keys[told["key_id"]] = key
        return self

    def open(self, vault: str, kind: str, record: str, sealed: str) -> dict[str, Any]:
        data = b64decode(sealed)
        named = sealed_key_id(data, vault)
        if named not in self.keys:
            self.unlock()
        return dict(open_sealed(self.keys[named], self.cast.org, vault, kind, record, data))

    def seal(self, vault: str, kind: str, record: str, body: dict[str, Any]) -> dict[str, str]:
        live = self.log.live(vault)
        assert live
        sealed = seal(live.key, self.cast.org, vault, kind, record, body)
        return {"key_id": live.key_id, "sealed": b64encode(sealed)}

    def queue(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Every contact, as it is told and as it was sealed."""
        for told in ask(self.person, "GET", "/api/contacts?limit=500")["items"]:
            yield told, self.open("intake", "contact", told["id"], told["sealed"])

    def cases(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        for told in ask(self.person, "GET", "/api/cases?limit=500")["items"]:
            yield told, self.open("consulta", "case", told["id"], told["sealed"])

    def reseal_some(self) -> int:
        """A batch of what lies under an older key; how many there were."""
        items = ask(self.person, "GET", f"/api/vaults/stale?limit={BATCH}")["items"]
        if items:
            self.log = log_as_told(self.person)
            anew = [self.anew(item) for item in items]
            outcomes = ask(self.person, "POST", "/api/vaults/resealing", {"items": anew})["outcomes"]
            assert set(outcomes) <= {"done", "moved"}
        return len(items)

    def anew(self, item: dict[str, Any]) -> dict[str, str]:
        place = item["vault"], item["kind"], item["id"]
        was = hashlib.sha256(b64decode(item["sealed"])).hexdigest()
        told = {name: item[name] for name in ("vault", "kind", "id")}
        return {**told, "was": was, **self.seal(*place, self.open(*place, item["sealed"]))}


def ask(person: Person, method: str, path: str, body: Any = None) -> Any:
    """What the server answers to what it must not refuse."""
    answer = person.call(method, path, **({} if body is None else {"json": body}))
    assert answer.status_code in (200, 201), (path, answer.status_code, answer.json)
    return answer.json


def log_as_told(person: Person) -> KeyLog:
    told = ask(person, "GET", "/api/vaults")["entries"]
    return verify_chain(
        [SignedEntry(b64decode(each["entry"]), b64decode(each["signature"])) for each in told]
    )


def give_key(celia: Browser, alias: str) -> Browser:
    """Another member of staff who opens what Celia opens."""
    cast, person = celia.cast, join(celia.cast.app, alias, "staff")
    made = keys_of(person)
    ask(person, "PUT", "/api/vaults/candidacy", candidacy(made))
    for vault in VAULTS:
        entry = entry_for(cast, vault, add=made)
        live = celia.log.live(vault)
        assert live
        wrapped = wrap(point(made.box), cast.org, vault, made.id, celia.keys[live.key_id])
        told = {"key_id": live.key_id, "holder": made.id, "wrap": b64encode(wrapped)}
        ask(celia.person, "POST", "/api/vaults/entries", {**entry, "wraps": [told]})
    return Browser(cast, person, made).unlock()


@pytest.fixture
def celia(cast: Cast) -> Browser:
    let_all_ask(cast.app)
    prove(cast.celia)
    return Browser(cast, cast.celia, cast.holder).unlock()


def test_all_go_on_while_a_key_is_made_anew_and_who_was_removed_opens_nothing_of_it(
    cast: Cast, celia: Browser, writing: Writing
) -> None:
    campaign = lay_ground(cast).campaign
    gema, hilda = give_key(celia, "Gema"), give_key(celia, "Hilda")
    log, case = log_of(cast), add_case(cast, campaign)
    old = {vault: log.live(vault) for vault in VAULTS}
    sent, edits = set[str](), list[str]()
    rotated, all_in = threading.Event(), threading.Event()

    def hand_in_contacts(person: Person, which: Callable[[], KeyLog]) -> None:
        """A phone's contacts one by one, each sealed by the log that it believes in then."""
        for n in range(EACH):
            entry, record = which().live("intake"), str(uuid4())
            assert entry
            body = {"v": 1, "id": record, "name": f"{person.name} {n}"}
            sealed = b64encode(seal(entry.key, cast.org, "intake", "contact", record, body))
            item = freeze("contact", campaign, {"sealed": sealed}, id=record)
            assert [each["verdict"] for each in hand_in(person, item)] == ["accepted"]
            sent.add(body["name"])

    def edit_case() -> None:
        """Celia at another desk, who has not heard of the new key until she unlocks anew."""
        at_work = Browser(cast, cast.celia.at(cast.app), cast.holder).unlock()
        for n in range(EACH):
            told = ask(at_work.person, "GET", f"/api/cases/{case}")
            at_work.open("consulta", "case", case, told["sealed"])
            edits.append(f"paso {n}")
            new = at_work.seal("consulta", "case", case, {"v": 1, "id": case, "next_step": edits[-1]})
            ask(at_work.person, "PATCH", f"/api/cases/{case}", {"rev": told["rev"], **new})
            list(at_work.queue())

    def reseal_all(browser: Browser) -> None:
        """Batch after batch, until all have handed in and nothing is left."""
        rotated.wait()
        while True:
            last = all_in.is_set()
            if browser.reseal_some() == 0 and last:
                return

    def rotate() -> None:
        """Gema is removed from both vaults, in one request."""
        prove(cast.celia)
        for vault in VAULTS:
            ask(
                cast.celia,
                "POST",
                "/api/vaults/entries",
                entry_for(cast, vault, drop=gema.holder.id, anew=True),
            )
        rotated.set()

    with ThreadPoolExecutor(6) as crowd:
        browsers = [crowd.submit(reseal_all, browser) for browser in (celia, hilda)]
        at_work = [
            crowd.submit(hand_in_contacts, cast.alma.at(cast.app), lambda: log),
            crowd.submit(hand_in_contacts, cast.dario.at(cast.app), lambda: log_as_told(cast.dario)),
            crowd.submit(edit_case),
            crowd.submit(rotate),
        ]
        try:
            for each in at_work:
                each.result()
        finally:
            rotated.set()
            all_in.set()
        for each in browsers:
            each.result()

    hilda.unlock()
    live = {hilda.log.live(vault).key_id for vault in VAULTS}  # type: ignore[union-attr]
    told = [*hilda.queue(), *hilda.cases()]
    assert {row["key_id"] for row, _ in told} == live
    # The one more is whose case it is.
    assert len(told) == 2 * EACH + 2
    assert sent <= {body.get("name") for _, body in told}
    assert [body["next_step"] for row, body in hilda.cases()] == [edits[-1]]

    # Gema has her old keys still, and here somebody who has all of the server for her.
    assert gema.person.get("/api/contacts").status_code == 401
    for row, _ in told:
        for vault, kind in (("intake", "contact"), ("consulta", "case")):
            for key in gema.keys.values():
                with pytest.raises(CannotOpen):
                    open_sealed(key, cast.org, vault, kind, row["id"], b64decode(row["sealed"]))
    with writing():
        resealing.retire_keys(TODAY)
    with writing():
        gone = resealing.retire_keys(TODAY + timedelta(days=resealing.KEPT_DAYS))
    assert {entry.key_id for entry in old.values() if entry} <= set(gone)
    assert {row["id"] for row, _ in hilda.unlock().queue()} <= {row["id"] for row, _ in told}
