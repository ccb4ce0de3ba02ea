"""A phone whose storage fails: full, closed under the app, cleared by the browser."""

from collections.abc import Callable

from playwright.sync_api import CDPSession, expect

from tests.browser.device import Device
from tests.browser.stopping import read_store
from tests.browser.street import Walker, begin_walk, invite
from tests.faults.field import Field

Devices = Callable[..., Device]

SAID = "Guardado aquí"
NOBODY = "No hay nadie"
NOTE = "Vuelva después de las cinco"
# A Save looks for its lease first; right after that the browser drops the connection.
DROP = """() => {
	const real = IDBTransaction.prototype.objectStore;
	IDBTransaction.prototype.objectStore = function (name) {
		const store = real.call(this, name);
		if (name === "leases") {
			IDBTransaction.prototype.objectStore = real;
			this.db.close();
			console.debug("dropped");
		}
		return store;
	};
}"""
OPEN_NEWER = """() => new Promise((resolve, reject) => {
	const opening = indexedDB.open("canvass", 1000);
	opening.onsuccess = () => { opening.result.close(); resolve(); };
	opening.onerror = () => reject(opening.error);
})"""
SHUT = """() => {
	window.realOpen = indexedDB.open;
	IDBFactory.prototype.open = function () { throw new DOMException("shut", "UnknownError"); };
}"""


def write_note(alma: Walker) -> None:
    alma.button("Nota o idioma").click()
    alma.field("Nota para el equipo").fill(NOTE)


def test_the_phone_is_full(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    # A browser remembers for a while that there was room: this one starts with none.
    alma.device.close()
    alma.device.open()
    session = alma.page.context.new_cdp_session(alma.page)
    leave_room(alma, session, 1)
    alma.leave_reach()
    alma.go(alma.door(0))
    write_note(alma)
    alma.tap(NOBODY)
    told = alma.page.get_by_role("alertdialog", name="No se guardó")
    expect(told).to_contain_text("El teléfono está lleno")
    alma.button("Volver").click()
    expect(told).to_have_count(0)
    expect(alma.field("Nota para el equipo")).to_have_value(NOTE)
    alma.waits(0)
    assert read_store(alma.page)["outbox"] == []

    # Some photos were deleted: what was written is still there, and is saved once.
    leave_room(alma, session, None)
    alma.tap(NOBODY)
    alma.sees(SAID)
    alma.waits(2)
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == {alma.walk.doors[0]}


def leave_room(alma: Walker, session: CDPSession, size: int | None) -> None:
    """The browser lets this app have so many bytes; as many as the disk has where nothing is said."""
    room = {} if size is None else {"quotaSize": size}
    session.send("Storage.overrideQuotaForOrigin", {"origin": alma.origin, **room})


def test_the_connection_to_the_store_is_lost_at_a_save(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    alma.leave_reach()
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)

    # The browser drops it just when the visit is written.
    alma.go(alma.door(1))
    alma.page.evaluate(DROP)
    with alma.page.expect_console_message(lambda message: message.text == "dropped"):
        alma.tap(NOBODY)
    alma.sees(SAID)

    # Another tab has a newer build, which brings a newer store along.
    alma.go(alma.door(2))
    other = alma.page.context.new_page()
    other.goto(alma.origin + "/robots.txt", wait_until="commit")
    other.evaluate(OPEN_NEWER)
    alma.tap(NOBODY)
    alma.sees(SAID)

    # Now it lets nobody in at all, and says so; what was typed stays.
    alma.go(alma.door(3))
    write_note(alma)
    alma.page.evaluate(SHUT)
    alma.page.evaluate(DROP)
    alma.tap(NOBODY)
    told = alma.page.get_by_role("alertdialog", name="No se guardó")
    expect(told).to_contain_text("El navegador no dejó escribir en este teléfono")
    alma.button("Volver").click()
    # The worker has sent something, and the screen would show it: it cannot.
    other.evaluate("() => new BroadcastChannel('canvass.changed').postMessage(null)")
    expect(alma.page.locator("a.truth")).to_have_text("No se puede leer lo guardado en este teléfono")
    expect(alma.field("Nota para el equipo")).to_have_value(NOTE)
    alma.page.evaluate("() => { IDBFactory.prototype.open = realOpen; }")
    alma.tap(NOBODY)
    alma.sees(SAID)

    alma.waits(5)
    alma.send()
    facts = alma.at_the_server()
    facts.assert_whole()
    assert set(facts.visits) == set(alma.walk.doors[:4])


def test_the_browser_clears_what_was_saved(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)
    alma.waits(0)
    alma.leave_reach()
    for n in (1, 2):
        alma.go(alma.door(n))
        alma.tap(NOBODY)
        alma.sees(SAID)
    alma.go(alma.door(3))
    write_note(alma)
    session = alma.page.context.new_cdp_session(alma.page)
    session.send("Storage.clearDataForOrigin", {"origin": alma.origin, "storageTypes": "indexeddb"})

    # The screen that stands open claims nothing that is not so.
    alma.tap(NOBODY)
    alma.sees("No se guardó: esta zona ya no está en este teléfono")
    expect(alma.field("Nota para el equipo")).to_have_value(NOTE)

    # Opened again, the phone says what happened, and how much of it was not sent.
    alma.reach()
    alma.go("/")
    alma.sees("este teléfono perdió lo que guardaba")
    alma.sees("Se perdieron 2 registros que no se habían enviado")

    # A new link, and the walk goes on in an outbox of its own.
    begin_again(alma)
    facts = alma.at_the_server()
    facts.assert_whole()
    assert sorted(map(len, facts.numbers.values())) == [2, 2]
    assert set(facts.visits) == {alma.walk.doors[0], alma.walk.doors[3]}

    # Everything at once: nothing is left that could tell this phone from a new one.
    session.send("Storage.clearDataForOrigin", {"origin": alma.origin, "storageTypes": "all"})
    alma.go("/")
    alma.sees("Este teléfono todavía no está inscrito")
    begin_again(alma, 4)
    facts = alma.at_the_server()
    facts.assert_whole()
    assert len(facts.numbers) == 3


def begin_again(alma: Walker, door: int = 3) -> None:
    """Enrol the phone anew and visit one more door."""
    alma.page.goto(invite(alma.office, alma.walk))
    alma.button("Empezar").click()
    alma.page.get_by_role("link", name="Arroyo").click()
    alma.sees("Siguiente")
    alma.go(alma.door(door))
    alma.tap(NOBODY)
    alma.sees(SAID)
    alma.waits(0)
