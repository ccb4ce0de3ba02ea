"""A phone that is killed in the middle of writing, by an emptied battery or by Android, and opened again."""

import asyncio
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from sqlalchemy import select, update

from canvass.db import db
from canvass.log import LogHead, take_numbers
from canvass.places import Place as PlaceOnTheMap
from canvass.turfs import TurfDoor
from tests.browser.device import Device
from tests.browser.stopping import Place, Stopped, Store, read_store, wait_until
from tests.browser.street import Walker, begin_walk
from tests.faults.fetching import digest_of
from tests.faults.field import Field
from tests.faults.proxy import Line, answer_held, refused

Devices = Callable[..., Device]

SAID = "Guardado aquí"
NOBODY = "No hay nadie"
RECORDED = "visit.recorded"
# Where the browser is killed in the middle of a Save, and whether the visit is on the phone then.
IN_A_SAVE = {
    "before anything is written": (Place("add", "outbox", "before", kind=RECORDED), False),
    "with the envelope written": (Place("add", "outbox", "after", kind=RECORDED), False),
    "with all of it written": (Place("add", "own", "after"), False),
    "kept, and the screen does not know yet": (Place("add", "own", "kept"), True),
}
AFTER_MS = (0, 15, 50, 120)
IN_A_SNAPSHOT = (Place("put", "staging", "after", 450), Place("put", "rows", "after", 300))
SWAPPED = Place("put", "rows", "kept", 300)
DOORS = 600
IN_A_PURGE = (
    Place("delete", "rows", "after", 20),
    Place("delete", "own", "after"),
)
PURGED = Place("delete", "own", "kept")
OF_A_TURF = ("leases", "turfs", "rows", "staging", "own", "added")
WATCH = """said => new MutationObserver(() => {
	if (document.body.innerText.includes(said)) console.debug(said);
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""


def visited(store: Store) -> set[str]:
    """The doors with a visit on the phone. Its own copy and its envelope are there together, and no number is missing."""
    envelopes = {record["id"]: record["door"] for record in store["outbox"] if record["kind"] == RECORDED}
    own = {visit["visit"]: visit["door"] for visit in store["own"]}
    assert envelopes == own
    numbers = sorted(record["device_seq"] for record in store["outbox"])
    life = [each["next_seq"] for each in store["meta"] if each["key"] == "outbox"]
    assert numbers == list(range(1, life[0] if life else 1))
    assert len(set(own.values())) == len(own)
    return set(own.values())


def test_killed_at_every_step_of_a_save(field: Field, devices: Devices) -> None:
    alma = begin_walk(field, devices("alma"))
    alma.leave_reach()
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)
    kept = {alma.walk.doors[0]}

    for n, (place, here) in enumerate(IN_A_SAVE.values(), 1):
        alma.go(alma.door(n))
        expect(alma.button(NOBODY)).to_be_visible()
        stopped = Stopped.at(alma.page, place)
        alma.tap(NOBODY)
        stopped.wait()
        kept |= {alma.walk.doors[n]} if here else set()
        alma.killed(alma.door(n))
        alma.sees("Su visita" if here else "sin visitas")
        assert visited(read_store(alma.page)) == kept
        alma.waits(len(kept) + 1)

    # Killed once more while the server's answer is on its way: the server has it all, and the phone does not know.
    field.proxy.plan(answer_held(field.gate()))
    alma.reach()
    wait_until(alma.page, lambda: set(alma.at_the_server().visits) == kept, "nothing reached the server")
    alma.killed(alma.turf)
    alma.waits(len(kept) + 1)
    alma.send()
    alma.sees(f"{len(kept) + 1} enviadas".replace(" ", "\u00a0"))
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == kept


def test_killed_at_any_moment_after_the_tap(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    alma.leave_reach()
    # The last round waits until it was said: then it must be so.
    for n, after_ms in enumerate((*AFTER_MS, None)):
        alma.go(alma.door(n))
        expect(alma.button(NOBODY)).to_be_visible()
        said: list[str] = []
        alma.page.on("console", lambda message, said=said: said.append(message.text))
        alma.page.evaluate(WATCH, SAID)
        alma.page.context.new_cdp_session(alma.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
        alma.tap(NOBODY)
        if after_ms is None:
            wait_until(alma.page, lambda said=said: SAID in said, "it never said that it is saved")
        else:
            alma.page.wait_for_timeout(after_ms)
        alma.killed(alma.door(n))
        expect(alma.button(NOBODY)).to_be_visible()
        here = visited(read_store(alma.page))
        if SAID in said:
            assert alma.walk.doors[n] in here
        alma.sees("Su visita" if alma.walk.doors[n] in here else "sin visitas")

    alma.go(alma.door(len(AFTER_MS) + 1))
    alma.tap(NOBODY)
    alma.sees(SAID)
    kept = visited(read_store(alma.page))
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == kept


def test_killed_in_the_middle_of_a_snapshot(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"), doors=DOORS)
    old = alma.on_the_server()
    assert rows_on(alma) == old
    alma.leave_reach()
    renumber(alma)
    new = alma.on_the_server()
    assert not set(old.items()) & set(new.items())

    # Half of the answer is there; some of the rows are set apart; the old rows are gone and not all new ones are there.
    sqlite_field.proxy.plan(half_an_answer, path=f"/api/turfs/{alma.walk.turf}/snapshot")
    alma.reach()
    wait_until(alma.page, lambda: not sqlite_field.proxy.plans, "no snapshot was asked for")
    assert_all_old(alma, old)
    for place in IN_A_SNAPSHOT:
        stopped = Stopped.at(alma.page, place)
        alma.reach()
        stopped.wait()
        assert_all_old(alma, old)

    # The new rows are kept, and the page does not know.
    stopped = Stopped.at(alma.page, SWAPPED)
    alma.reach()
    stopped.wait()
    alma.killed(alma.turf)
    alma.sees("1010 Calle Roble")
    assert rows_on(alma) == new
    alma.send()
    assert rows_on(alma) == new
    assert read_store(alma.page)["staging"] == []


async def half_an_answer(line: Line) -> None:
    """Half of what the server says arrives, and nothing more comes for a long time."""
    answer = await line.ask()
    await line.answer(answer[: len(answer) // 2])
    await asyncio.sleep(30)


def rows_on(alma: Walker) -> dict[str, int]:
    """The doors on the phone with the revisions of their rows, which are whole: they fit the digest that came with them."""
    store = read_store(alma.page)
    rows = {row["door"]: (row["revision"], row["sealed"]) for row in store["rows"]}
    [turf] = store["turfs"]
    assert turf["digest"] == digest_of(rows)
    return {door: revision for door, (revision, sealed) in rows.items() if sealed}


def assert_all_old(alma: Walker, old: dict[str, int]) -> None:
    """Killed and opened again out of reach, the phone shows the turf as it was."""
    alma.killed(alma.turf)
    alma.sees("10 Calle Roble")
    expect(alma.page.get_by_text("1010 Calle Roble")).to_have_count(0)
    assert rows_on(alma) == old


def renumber(alma: Walker) -> None:
    """Every house gets another number, and the server another log, as a restored one has: what phones hold is of no use."""
    with alma.office.writing():
        rows = db.session.scalars(select(TurfDoor).where(TurfDoor.turf_id == alma.walk.ground.turf)).all()
        for row, number in zip(rows, take_numbers(len(rows)), strict=True):
            row.revision = number
        for place in db.session.scalars(
            select(PlaceOnTheMap).where(PlaceOnTheMap.id.in_(alma.walk.ground.places))
        ):
            place.number = f"10{place.number}"
        db.session.execute(update(LogHead).values(log_id=uuid.uuid4()))


def test_killed_while_a_turf_is_cleared_away(field: Field, devices: Devices) -> None:
    alma = begin_walk(field, devices("alma"), doors=40)
    alma.leave_reach()
    for n in (0, 1):
        alma.go(alma.door(n))
        alma.tap(NOBODY)
        alma.sees(SAID)
    waiting = len(read_store(alma.page)["outbox"])
    give_back(alma)
    field.proxy.always["/api/sync/push"] = refused(429)

    for place in IN_A_PURGE:
        stopped = Stopped.at(alma.page, place)
        alma.reach()
        stopped.wait()
        alma.killed("/turfs")
        alma.sees("Arroyo")
        store = read_store(alma.page)
        assert (len(store["rows"]), len(store["own"]), len(store["outbox"])) == (40, 2, waiting)

    stopped = Stopped.at(alma.page, PURGED)
    alma.reach()
    stopped.wait()
    alma.killed("/turfs")
    assert_cleared(alma, waiting)
    field.calm()
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == set(alma.walk.doors[:2])


def assert_cleared(alma: Walker, waiting: int) -> None:
    """Nothing of the turf is on the phone any more, and all that was collected on it still is."""
    alma.sees("todavía no tiene zona")
    alma.waits(waiting)
    store = read_store(alma.page)
    assert [name for name in OF_A_TURF if store[name]] == []
    assert len(store["outbox"]) == waiting


def test_killed_while_a_turf_is_cleared_away_whose_time_is_over(
    sqlite_field: Field, devices: Devices
) -> None:
    alma = begin_walk(sqlite_field, devices("alma"), doors=40)
    alma.leave_reach()
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)
    waiting = len(read_store(alma.page)["outbox"])

    # Its clock can be moved from the page's beginning on: laid under a page that runs it would begin in 1970 for a moment,
    # and a clock that somebody sets is not one that slept.
    assert alma.device.context
    alma.device.context.clock.install()
    alma.go("/turfs")
    alma.sees("Arroyo")

    # Two days later, still without a network: the lease and its grace time are over.
    stopped = Stopped.at(alma.page, Place("delete", "rows", "after", 20))
    later = datetime.now(UTC) + timedelta(days=2)
    alma.device.context.clock.set_system_time(later)
    alma.device.offline(False)
    stopped.wait()
    alma.killed("/turfs")
    alma.sees("Arroyo")
    assert len(read_store(alma.page)["rows"]) == 40

    assert alma.device.context
    alma.device.context.clock.set_system_time(later)
    alma.go("/turfs")
    assert_cleared(alma, waiting)
    alma.killed("/turfs")
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == {alma.walk.doors[0]}


def give_back(alma: Walker) -> None:
    """The turf is returned on another of Alma's phones."""
    [lease] = read_store(alma.page)["leases"]
    assert alma.walk.people[0].post(f"/api/assignments/{lease['assignment']}/return").status_code == 200
