"""A phone that is taken: what its lock asks, what can be done without it, and what whoever takes the profile finds."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import Person
from tests.browser.device import PIN, Device, type_pin
from tests.browser.passkeys import passkeys_of
from tests.browser.street import Walker, begin_walk, invite
from tests.browser.test_screens import faults
from tests.faults.field import Field
from tests.seized.searching import hits

Devices = Callable[..., Device]

WRONG = "274951"
FILES = """async () => {
    const names = [];
    const lock = await (await navigator.storage.getDirectory()).getDirectoryHandle("lock", {create: true});
    for await (const name of lock.keys()) names.push(name);
    return names.length;
}"""
NO_TRIES = """async () => {
    const opened = (request) => new Promise((yes, no) => {
        request.onsuccess = () => yes(request.result);
        request.onerror = no;
    });
    for (const { name } of await indexedDB.databases()) {
        const store = await opened(indexedDB.open(name));
        if (store.objectStoreNames.contains("tries"))
            await opened(store.transaction("tries", "readwrite").objectStore("tries").clear());
        store.close();
    }
}"""
NOBODY = "No hay nadie"
SAID = "Guardado aquí"


def told(alma: Walker) -> list[str]:
    """What tells of the turf: its streets, its name, where it is."""
    rows = alma.walk.people[0].get(f"/api/turfs/{alma.walk.turf}/snapshot").json["rows"]
    assert rows
    return sorted({row["street"] for row in rows} | {str(row["lon"]) for row in rows} | {"Arroyo"})


def assert_unreadable(alma: Walker, canaries: list[str]) -> None:
    """Close the browser, search all that it wrote, and open it again where it was."""
    url = alma.page.url
    alma.device.close()
    assert hits(alma.device.profile, canaries) == {}
    alma.device.open(url)


def types_its_own_pin(alma: Walker, path: str) -> Page:
    """From here on nobody types it for this test."""
    alma.device.close()
    alma.device.pin = None
    alma.device.open()
    alma.go(path)
    expect(pin_of(alma)).to_be_visible()
    return alma.page


def pin_of(person: Person) -> Locator:
    return person.page.locator("input.pin")


def test_what_is_on_the_phone_opens_with_the_pin_alone(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    canaries = told(alma)
    page = types_its_own_pin(alma, alma.door(0))
    expect(page.get_by_role("heading", name="Teléfono bloqueado")).to_be_visible()
    type_pin(page, WRONG)
    alma.sees("Ese no es el PIN. Quedan 9 intentos.")
    type_pin(page, PIN)
    alma.leave_reach()
    alma.tap(NOBODY)
    alma.sees(SAID)
    assert_unreadable(alma, canaries)

    # Locked: what was saved goes out all the same, and no door is fetched or shown.
    page = alma.page
    expect(pin_of(alma)).to_be_visible()
    alma.reach()
    alma.go("/turfs")
    alma.waits(0)
    expect(pin_of(alma)).to_be_visible()
    assert sum(alma.at_the_server().visits.values()) == 1
    typed = page.context.new_page()
    typed.goto(f"{alma.origin}/api/turfs/{alma.walk.turf}/snapshot")
    assert [told for told in canaries if told in typed.content()] == []
    typed.close()
    type_pin(page, PIN)
    alma.sees("Arroyo")
    other = page.context.new_page()
    other.goto(alma.origin + alma.turf)
    expect(other.locator("input.pin")).to_be_visible()
    type_pin(other, PIN)
    expect(other.get_by_text("Siguiente").first).to_be_visible()
    page.bring_to_front()
    page.get_by_role("link", name="Arroyo").click()
    alma.button("Menú").click()
    alma.link_to("Ajustes").click()
    alma.button("Bloquear ahora").click()
    alma.sees("Está bloqueado: sus zonas no se ven.")
    expect(other.locator("input.pin")).to_be_visible()
    assert_unreadable(alma, canaries)

    # The lead takes the turf back: it leaves a locked phone, and with it what could open a copy of it.
    alma.go("/turfs")
    expect(pin_of(alma)).to_be_visible()
    assert alma.page.evaluate(FILES) == 2
    alma.office.expire(alma.walk)
    alma.page.reload()
    expect(pin_of(alma)).to_have_count(0)
    alma.sees("todavía no tiene zona")
    assert alma.page.evaluate(FILES) == 0
    assert_unreadable(alma, canaries)
    assert alma.device.refused == []

    # What is searched for is found where it lies open.
    alma.page.evaluate("told => localStorage.setItem('planted', told)", canaries[0])
    alma.device.close()
    assert set(hits(alma.device.profile, canaries)) == {canaries[0]}


def test_who_has_not_the_pin_can_erase_and_not_read(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    canaries = told(alma)
    alma.leave_reach()
    alma.go(alma.door(0))
    alma.tap(NOBODY)
    alma.sees(SAID)
    alma.go("/settings")
    alma.button("Borrar todo de este teléfono").click()
    alma.sees("2 registros todavía no se han enviado")
    expect(alma.button("Borrar, y enviar lo que falta")).to_be_visible()
    page = types_its_own_pin(alma, alma.turf)
    alma.device.offline()
    found = faults(page, "type")
    alma.button("Borrar este teléfono").click()
    alma.sees("2 registros todavía no se han enviado")
    found |= faults(page, "erase")
    alma.button("Borrar, y enviar lo que falta").click()
    expect(pin_of(alma)).to_have_count(0)
    alma.sees("Su acceso terminó")
    alma.sees("Borrado. Lo que falta sale con señal, y después aquí no queda nada.")
    assert page.evaluate(FILES) == 0
    assert_unreadable(alma, canaries)
    alma.reach()
    alma.go("/")
    alma.sees("Este teléfono todavía no está inscrito", timeout=30_000)
    assert sum(alma.at_the_server().visits.values()) == 1
    assert_unreadable(alma, canaries)

    # With a new link the turf comes again, under a new PIN.
    alma.page.goto(invite(alma.office, alma.walk))
    alma.button("Empezar").click()
    expect(pin_of(alma)).to_have_count(2)
    found |= faults(alma.page, "choose")
    type_pin(alma.page, PIN)
    alma.sees("Arroyo")
    assert found == {}
    # An empty phone asks whether the server knows its session, to say whose it was: it has ended.
    assert [said for said in alma.device.refused if "/api/session" not in said] == []


def test_a_phone_opens_by_its_passkey_or_by_its_pin(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    page = types_its_own_pin(alma, "/turfs")
    phone = passkeys_of(page)
    type_pin(page, PIN)
    alma.sees("Arroyo")
    alma.button("Menú").click()
    alma.link_to("Ajustes").click()
    alma.button("Abrir con huella o rostro").click()
    type_pin(page, PIN)
    alma.button("Usar mi huella o rostro").click()
    expect(alma.button("Abrir solo con el PIN")).to_be_visible()
    assert phone.kept() == ["localhost"]

    # It asks nobody before a tap.
    alma.go("/turfs")
    by_finger = alma.button("Usar huella o rostro")
    expect(by_finger).to_be_visible()
    expect(pin_of(alma)).to_be_visible()
    found = faults(page, "passkey")
    by_finger.click()
    alma.sees("Arroyo")

    # Another's finger, and another device, open nothing; the PIN does.
    page.reload()
    phone.finger(right=False)
    by_finger.click()
    alma.sees("No se abrió así. Escriba su PIN.")
    phone.vanish()
    phone.appear()
    by_finger.click()
    expect(by_finger).not_to_have_attribute("aria-busy", "true")
    expect(pin_of(alma)).to_be_visible()
    type_pin(page, PIN)
    alma.sees("Arroyo")

    alma.button("Menú").click()
    alma.link_to("Ajustes").click()
    alma.button("Abrir solo con el PIN").click()
    expect(alma.button("Abrir con huella o rostro")).to_be_visible()
    alma.button("Bloquear ahora").click()
    alma.link_to("Abrir con el PIN").click()
    expect(pin_of(alma)).to_be_focused()
    expect(by_finger).to_have_count(0)

    # The last try: the doors are gone, and it is said what became of them.
    page.evaluate(NO_TRIES)
    type_pin(page, WRONG)
    alma.sees("Las zonas se borraron de este teléfono. Lo que falta por enviar no se pierde.")
    alma.sees("Su acceso terminó")
    assert found == {}
    assert alma.device.refused == []
