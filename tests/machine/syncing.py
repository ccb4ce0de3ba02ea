"""What phones do with it: hand in as they like, be interrupted anywhere, and fetch."""

import threading
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy.exc import OperationalError

from tests.machine import checks
from tests.machine.access import may_read
from tests.machine.facts import Frozen
from tests.machine.field import Crash
from tests.machine.handset import Handset, Held, hand_in
from tests.machine.model import Server
from tests.machine.saving import Act, Saving, acts, phones

some = st.lists(st.integers(0, 12), min_size=1, max_size=6)
fates = st.sampled_from(["heard", "heard", "heard", "heard", "lost", "lost", "killed", "failed"])


class Syncing(Saving):
    """Rules that meet the server."""

    @initialize(walks=st.tuples(acts, acts, acts, acts))
    def begin(self, walks: tuple[list[Act], ...]) -> None:
        """Everybody has fetched their turfs and been somewhere already, and two have handed it in."""
        for n, walk in enumerate(walks):
            self.walk(n, 0, walk)
            for turf in self._readable(n):
                self._take_snapshot(n, turf)
        self.push(0, [], "heard")
        self.push(3, [], "heard")

    # Handing in.

    @rule(n=phones, fate=fates)
    def push_what_waits(self, n: int, fate: str) -> None:
        waiting = [each.number for each in self.phones if not all(one.acknowledged for one in each.records)]
        self.push(waiting[n % len(waiting)] if waiting else n, [], fate)

    @rule(n=phones, which=some, fate=fates)
    def push_some(self, n: int, which: list[int], fate: str) -> None:
        """Any of it, in any order, some of it twice, whether it was acknowledged or not."""
        some = [each.number for each in self.phones if each.records]
        self.push(some[n % len(some)] if some else n, which, fate)

    def push(self, n: int, which: list[int], fate: str) -> None:
        phone = self.phones[n]
        items = self.picked(phone, which)
        if fate in ("killed", "failed"):
            self._push_in_vain(
                n, items, Crash() if fate == "killed" else OperationalError("COMMIT", {}, OSError())
            )
            return
        answer = hand_in(self.field.phones[n], items)
        assert answer.status_code == 200, answer.json
        self._expect(self.model, phone, items, answer.json)
        for report in answer.json["outboxes"]:
            self.missing(phone, report)
        if fate == "heard":
            phone.hear(answer.json)

    def _push_in_vain(self, n: int, items: Sequence[Frozen], fault: BaseException) -> None:
        """Nothing was committed, so nobody is told anything."""
        with self.field.at_commit(fault):
            try:
                answer = hand_in(self.field.phones[n], list(items))
            except Crash:
                return
        assert answer.status_code == 503
        assert "verdicts" not in answer.json

    @staticmethod
    def _expect(model: Server, phone: Handset, items: Sequence[Frozen], answer: dict[str, Any]) -> None:
        now = datetime.fromisoformat(answer["server_time"])
        told = [(each["id"], each["verdict"], each["reason"]) for each in answer["verdicts"]]
        wanted = model.push(phone.device, items, now)
        assert told == wanted, (told, wanted)

    @rule(
        pushers=st.lists(st.tuples(phones, st.one_of(st.just([]), some)), min_size=2, max_size=3),
        reader=phones,
    )
    def push_at_once(self, pushers: list[tuple[int, list[int]]], reader: int) -> None:
        """Several phones, or page and worker of one, hand in while another fetches: as if one came after the other."""
        handed = [(n, self.picked(self.phones[n], which)) for n, which in pushers]
        answers: list[Any] = [None] * len(handed)

        def send(place: int, n: int, items: list[Frozen]) -> None:
            answers[place] = hand_in(self.field.phones[n], items)

        calls = [
            lambda place=place, n=n, items=items: send(place, n, items)
            for place, (n, items) in enumerate(handed)
        ]
        turf = next(iter(self._readable(reader)), None)
        if turf:
            calls.append(lambda: self._fetch(reader, turf, 2, 9, alone=False))
        _at_once(calls)
        assert [each.status_code for each in answers] == [200] * len(handed)
        self.model = self._in_some_order(handed, answers)
        for (n, _), answer in zip(handed, answers, strict=True):
            self.phones[n].hear(answer.json)
        if turf:
            self._finish(reader, turf)

    def _in_some_order(self, handed: Sequence[tuple[int, list[Frozen]]], answers: Sequence[Any]) -> Server:
        faults: list[str] = []
        for order in permutations(range(len(handed))):
            model = deepcopy(self.model)
            try:
                for place in order:
                    n, items = handed[place]
                    self._expect(model, self.phones[n], items, answers[place].json)
            except AssertionError as fault:
                faults.append(str(fault))
                continue
            found = [*checks.differences(self.field, model), *checks.unlike_the_model(self.field, model)]
            if not found:
                return model
            faults.append("\n".join(found))
        raise AssertionError("no order explains what came of it:\n" + "\n\n".join(faults))

    # Fetching.

    @rule(
        n=phones,
        which=st.integers(0, 2),
        limit=st.sampled_from([1, 2, 500]),
        pages=st.sampled_from([1, 2, 99]),
    )
    def fetch(self, n: int, which: int, limit: int, pages: int) -> None:
        """Bring a turf up to date, or be killed after some pages of it."""
        self._drop_what_is_not_shown(n)
        readable = self._readable(n)
        turf = readable[which % len(readable)] if readable else None
        if turf and self._fetch(n, turf, limit, pages):
            self._compare(n, turf)

    def _readable(self, n: int) -> list[str]:
        return [turf for turf in self.turfs if self._may_read(n, turf)]

    def _drop_what_is_not_shown(self, n: int) -> None:
        """As a phone does with turfs that its home no longer names."""
        held, readable = self.phones[n].turfs, self._readable(n)
        for turf in [turf for turf in held if turf not in readable]:
            del held[turf]

    def _may_read(self, n: int, turf: str) -> bool:
        person = self.field.phones[n]
        return may_read(self.model, self.phones[n].device, person.cookie, turf) == 200

    def _fetch(self, n: int, turf: str, limit: int, pages: int, *, alone: bool = True) -> bool:
        """Whether it came to its end. `alone`: nobody writes meanwhile, so that all that changed must come, and no more."""
        held = self.phones[n].turfs.get(turf)
        if held is None:
            return self._take_snapshot(n, turf)
        began, seen = held.number, {}
        for _ in range(pages):
            query = {"turf": turf, "cursor": held.cursor, "limit": limit}
            answer = self.field.phones[n].get("/api/sync/pull", query_string=query)
            assert answer.status_code == self._status(held), answer.json
            if answer.status_code != 200:
                return self._take_snapshot(n, turf)
            page, before = answer.json, held.number
            assert all(row["revision"] > before for row in page["rows"]), "a row that the phone has already"
            held.apply(page["rows"])
            seen |= {row["door"]: row["revision"] for row in page["rows"]}
            held.cursor, held.era = page["cursor"], self.restores
            assert held.number >= max([before, *(row["revision"] for row in page["rows"])]), (
                "the cursor went back"
            )
            if not page["more"]:
                assert held.digest() == page["digest"], "the cursor skipped something: the digest differs"
                changed = checks.changed_since(self.field, turf, began)
                assert not alone or seen == changed, (seen, changed)
                return True
        return False

    def _status(self, held: Held) -> int:
        if held.era < self.restores:
            return 409
        return 410 if held.number < self.model.oldest else 200

    def _take_snapshot(self, n: int, turf: str) -> bool:
        answer = self.field.phones[n].get(f"/api/turfs/{turf}/snapshot")
        assert answer.status_code == 200, answer.json
        rows = {row["door"]: row for row in answer.json["rows"]}
        held = Held(answer.json["cursor"], self.restores, rows)
        assert held.digest() == answer.json["digest"]
        self.phones[n].turfs[turf] = held
        return True

    def _finish(self, n: int, turf: str) -> None:
        assert self._fetch(n, turf, 500, 99)
        self._compare(n, turf)

    def _compare(self, n: int, turf: str) -> None:
        found = list(checks.unlike_the_server(self.field, self.model, self.phones[n], turf))
        assert not found, "\n".join(found)

    def teardown(self) -> None:
        """At the end everybody who may fetches: whatever happened, phone, server and model agree."""
        for n in range(len(self.phones)):
            for turf in self._readable(n):
                self._finish(n, turf)
        super().teardown()


def _at_once(calls: Sequence[Callable[[], object]]) -> None:
    """Call them all in threads of their own that begin together; the first error is raised here."""
    together, faults = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        together.wait(30)
        try:
            call()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for fault in faults:
        raise fault
