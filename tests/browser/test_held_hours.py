"""An hour at the office that two phones promise without signal: whoever hands it in first has it, the other is called."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.acts import LONG, Person
from tests.browser.demo import Demo
from tests.browser.device import Device
from tests.browser.test_screens import walk_in_app

Devices = Callable[..., Device]

TRIES = 40
"""Each form offers another few of the same hours: a phone looks again until it is offered the one of the other."""


def test_two_phones_promise_the_same_hour(demo: Demo, devices: Devices) -> None:
    alma, beto = (
        at_a_table(acts.enrol(devices(name), demo.link(role)))
        for name, role in (("alma", "volunteer"), ("beto", "lead"))
    )
    hour = first_hour(alma)
    # When, and below it where.
    assert hour.count("\n") == 1
    for person, name in ((alma, "Rosa Primera"), (beto, "Luz Segunda")):
        hold(person, hour, name)
    for person, became in (
        (alma, "Confirmada: la hora es suya."),
        (beto, "Esa hora ya era de otra persona"),
    ):
        person.device.offline(False)
        person.button("Enviar ahora").click()
        person.sees(became, timeout=LONG)

    # What is on its way is not offered to be sent once more to who comes back.
    walk_in_app(alma, "/settings")
    walk_in_app(alma, "/table")
    alma.sees("Contacto nuevo")
    expect(alma.button("Enviar ahora")).to_have_count(0)

    # The list of records says the same, of none by its name.
    beto.go("/records")
    beto.sees("1 ya era de otra persona")

    celia = acts.enrol(devices("celia", laptop=True), demo.link("staff"))
    celia.go("/review")
    celia.field("Sus siete palabras, en orden").fill(demo.words)
    celia.button("Abrir").click()
    expect(row(celia, "Luz Segunda")).to_contain_text("Buscar otra hora", timeout=LONG)
    celia.field("Buscar").fill("Rosa Primera")
    row(celia, "Rosa Primera").click()
    celia.sees("Apartó una hora")
    celia.button("Encaminar").click()
    celia.page.get_by_role("link", name="Ver el caso").click()
    celia.sees("Cita apartada desde el primer encuentro")
    # Who does not come leaves the hour to somebody else.
    celia.button("Ya no hace falta").click()
    celia.sees("Ya no tiene apartada su hora de oficina.")
    assert [person.device.refused for person in (alma, beto, celia)] == [[], [], []]


def at_a_table(person: Person) -> Person:
    """With the hours that travel, and from now on without signal."""
    person.go("/table")
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    person.choose("Consulta")
    expect(hours(person)).to_have_count(5)
    person.device.offline()
    return person


def hours(person: Person) -> Locator:
    """Four of them, and none at all."""
    offered = person.page.locator("fieldset").filter(has_text="¿Le aparta una hora?")
    return offered.locator("label")


def first_hour(person: Person) -> str:
    return hours(person).nth(1).inner_text()


def hold(person: Person, hour: str, name: str) -> None:
    for _ in range(TRIES):
        if hours(person).filter(has_text=hour).count():
            break
        person.page.get_by_role("link", name="Atrás").click()
        expect(hours(person)).to_have_count(0)
        person.page.go_back()
        expect(hours(person)).to_have_count(5)
    hours(person).filter(has_text=hour).click()
    person.field("Qué reunión o evento").fill("Feria")
    person.field("Nombre o alias").fill(name)
    person.choose("Visita")
    person.choose("Vivienda")
    person.button("Guardar").click()
    person.sees("Apartada en este teléfono")


def row(person: Person, name: str) -> Locator:
    return person.page.locator("a.contact-row").filter(has_text=name)
