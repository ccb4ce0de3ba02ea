"""The walk, end to end, as its people do it: from a real address list to a door, and from there to a case that is resolved.

Elena administers and holds the keys, Beto leads, Alma walks. The server is off while Alma walks, and her browser is killed
in the middle.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server
from tests.seized.searching import hits

MONTPELIER = Path(__file__).parents[3] / "shared" / "data" / "addresses" / "montpelier_vt.csv.gz"

# Each personal field has a canary of its own. They are made of syllables that no other file holds.
NAME = "Zuñilda Quorvex"
PHONE = "8285550147"
NOTE = "Trampolvino regresa tras la grulla"
DOOR_NOTE = "Portonzuelo quebradísimo"
OUTCOME = "Recuperó el Miravillar entero"
CANARIES = ("Quorvex", "Zuñilda", "8285550147", "555-0147", "Trampolvino", "Portonzuelo", "Miravillar")
CONTROL = "Plantadura-en-claro-9173"

Devices = Callable[..., Device]


def prepare(server: Server, devices: Devices, locale: str) -> tuple[Person, Person, Person]:
    """Elena with the vaults, Beto with a turf drawn on real addresses, Alma with the turf on her phone."""
    if not MONTPELIER.exists():
        pytest.skip(f"real addresses are not here: {MONTPELIER.name}")
    first_link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena", laptop=True, locale=locale), first_link)
    acts.make_vaults(elena)
    beto = acts.enrol(devices("beto", laptop=True, locale=locale), acts.invite(elena, "Beto", "Coordinación"))
    acts.import_list(beto, MONTPELIER)
    acts.open_campaign(beto, "Otoño")
    acts.draw_turf(beto, "Centro")
    alma = acts.enrol(devices("alma", locale=locale), acts.invite(beto, "Alma"))
    acts.show_campaign(beto, "Otoño")
    beto.link_to("Repartir").first.click()
    acts.hand_out(beto, "Centro", "Alma")
    return elena, beto, alma


def test_the_lead_prepares_a_walk_in_english(server: Server, devices: Devices) -> None:
    _, beto, alma = prepare(server, devices, "en-US")

    acts.show_campaign(beto, "Otoño")
    beto.sees("Out")
    beto.sees("Alma, until")
    expect(alma.page.locator("html")).to_have_attribute("lang", "en")
    alma.page.reload()
    alma.page.get_by_role("link", name="Centro").click()
    alma.sees("Next")

    # The language changes at a tap, also back, and stays.
    alma.page.get_by_role("button", name="Español").click()
    alma.sees("Siguiente")
    alma.page.reload()
    alma.sees("Siguiente")
    assert [person.device.refused for person in (beto, alma)] == [[], []]


def test_the_whole_walk(server: Server, devices: Devices) -> None:
    elena, beto, alma = prepare(server, devices, "es-US")

    # Alma sees her turf at home, opens it again in the street, and then there is no network at all.
    alma.device.close()
    alma.device.open(f"{server.url}/turfs")
    alma.page.get_by_role("link", name="Centro").click()
    expect(alma.page.get_by_text("Siguiente")).to_be_visible()
    turf = alma.page.url
    wait_for_worker(alma)
    server.stop()
    alma.device.offline()

    # She walks: nobody home, a note, then a conversation with a contact.
    alma.page.get_by_text("Siguiente").click()
    acts.record(alma, "No hay nadie")
    leave_note(alma, DOOR_NOTE)
    acts.record(alma, "Volver después")
    acts.record(alma, "Conversación")
    answer_script(alma)
    meet(alma)

    # Her browser is killed. It opens again on the same turf, still without a network, and knows everything.
    alma.device.kill()
    alma.device.open()
    alma.device.offline()
    alma.page.goto(turf)
    expect(alma.page.get_by_text("Siguiente")).to_be_visible()
    expect(truth(alma)).to_contain_text("0 enviadas")
    assert waiting(alma) >= 4
    before = waiting(alma)
    alma.page.get_by_text("Siguiente").click()
    acts.record(alma, "No hay nadie")
    expect(truth(alma)).to_contain_text(f"{before + 1} en este teléfono")
    assert hits(alma.device.profile, CANARIES) == {}

    # Back in reach: everything is handed in by itself, once.
    server.start()
    alma.device.offline(False)
    send_everything(alma)
    expect(truth(alma)).to_contain_text("0 en este teléfono", timeout=30_000)
    alma.page.goto(turf)
    expect(alma.page.get_by_text("4 de").first).to_be_visible()

    # Beto sees the visits, and nobody's name.
    acts.show_campaign(beto, "Otoño")
    expect(beto.page.get_by_text("4", exact=True).first).to_be_visible()
    assert NAME not in beto.page.content()

    # Elena opens the vaults in her browser, routes the contact to both tracks, and sees the case through to its end; all
    # that Alma's phone learns is that somebody has called.
    review(elena)
    alma.go("/records")
    alma.button("¿Qué pasó con ellos?").click()
    alma.sees("con 1 ya se habló")

    alma.device.close()
    elena.device.close()
    server.stop()
    places = {
        "phone": alma.device.profile,
        "office": elena.device.profile,
        "server": server.instance,
        "log": server.log,
    }
    found = {place: hits(path, CANARIES) for place, path in places.items()}
    assert found == {place: {} for place in places}
    for person in (elena, beto, alma):
        assert person.device.refused == []


def test_the_search_for_canaries_can_find_one(server: Server, devices: Devices) -> None:
    """A control: what is typed in clear into a member's alias is found on the server and on the phone."""
    link = server.canvass("invite", "--role", "admin", "--alias", CONTROL)["link"]
    person = acts.enrol(devices("control"), link)
    person.device.close()
    server.stop()

    assert set(hits(server.instance, [CONTROL])) == {CONTROL}
    assert set(hits(person.device.profile, [CONTROL])) == {CONTROL}


def wait_for_worker(person: Person) -> None:
    """Until the app would open without a network."""
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def truth(person: Person) -> Locator:
    """The line that says what is only on this phone."""
    return person.page.locator("a.truth")


def waiting(person: Person) -> int:
    found = re.search(r"(\d+)\sen\seste\steléfono", truth(person).inner_text())
    assert found
    return int(found[1])


def leave_note(person: Person, text: str) -> None:
    person.button("Nota o idioma").click()
    person.field("Nota para el equipo").fill(text)


def answer_script(person: Person) -> None:
    """Answer the first question with its first option."""
    person.page.locator("fieldset label").nth(2).click()


def meet(person: Person) -> None:
    """Consent first, then the safe-contact card."""
    person.page.get_by_role("link", name="Contacto").first.click()
    person.choose("Consulta")
    person.choose("Eventos")
    person.field("Nombre o alias").fill(NAME)
    person.field("Teléfono").fill(PHONE)
    person.choose("Vivienda")
    person.choose("Reuniones")
    person.choose("Hoy")
    person.field("Nota").fill(NOTE)
    person.button("Guardar").click()
    person.sees("Guardado y sellado")
    person.button("Siguiente puerta").click()


def send_everything(person: Person) -> None:
    person.go("/records")
    person.page.get_by_role("button", name=re.compile("Enviar")).first.click()


def review(person: Person) -> None:
    person.go("/review")
    expect(person.page.get_by_text("Las bóvedas están cerradas")).to_be_visible()
    assert NAME not in person.page.content()
    person.field("Sus siete palabras, en orden").fill(person.words)
    person.button("Abrir").click()
    person.sees(NAME)
    person.page.get_by_text(NAME).first.click()
    person.sees(NOTE)
    person.button("Encaminar").click()
    person.page.get_by_role("link", name="Ver el caso").click()
    person.sees(NAME)
    assert NAME not in person.page.title()
    resolve(person)
    person.go("/ladder")


def resolve(person: Person) -> None:
    """What was promised at the door is kept: they were called, and say themselves what changed."""
    person.button("Ya hablé con la persona").click()
    person.sees("habló con la persona")
    person.choose("Resuelto")
    sheet = person.page.get_by_role("dialog")
    sheet.get_by_label("Qué cambió").fill(OUTCOME)
    sheet.get_by_role("button", name="Cerrar el caso").click()
    expect(person.page.locator("ol.notes")).to_contain_text(OUTCOME)
    expect(person.page.get_by_label("Resuelto", exact=True)).to_be_checked()
