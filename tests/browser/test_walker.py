"""Slips of the thumb on a walk: what was begun at a door is there again, what is saved is counted once, and large text fits."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.demo import Demo
from tests.browser.device import Device

Devices = Callable[..., Device]

LARGE_TEXT = '{"webkit": {"webprefs": {"default_font_size": 32}}}'
"""Twice the usual size, as somebody sets it in the browser's settings."""


def test_a_walk_with_slips_and_large_text(demo: Demo, devices: Devices) -> None:
    device, link = devices("alma"), demo.link("volunteer")
    (device.profile / "Default").mkdir(parents=True)
    (device.profile / "Default" / "Preferences").write_text(LARGE_TEXT)
    # A link that lost its end on the way is refused, and still good when it is whole.
    device.open(re.sub(r"(#[\w-]+)\..*", r"\1", link))
    Person(device).sees("Este enlace no abre")
    device.page.goto("about:blank")
    device.page.goto(link)
    alma = Person(device)
    # From the invitation on, the Línea is one tap away.
    expect(alma.page.locator("a[href='tel:+18285550100']")).to_be_visible()
    alma.button("Empezar").click()
    alma.page.get_by_role("link", name="Los Sauces 1").click()
    assert_fits(alma)

    # A lot is told from its neighbours by its label.
    alma.page.locator("a.next").click()
    expect(alma.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Lot \d+$"))
    assert_fits(alma)
    begin_a_contact(alma)
    change_an_answer(alma)
    add_a_door(alma)
    assert device.refused == []


def begin_a_contact(alma: Person) -> None:
    """Left by the phone's own back, a contact is there again; it can be begun anew."""
    alma.page.get_by_role("link", name="Contacto").click()
    alma.choose("Consulta")
    alma.field("Nombre o alias").fill("Rosa")
    assert_fits(alma)
    alma.page.go_back()
    alma.page.get_by_role("link", name="Contacto").click()
    expect(alma.field("Nombre o alias")).to_have_value("Rosa")
    alma.button("Borrarlo y empezar de nuevo").click()
    expect(alma.field("Nombre o alias")).to_have_count(0)
    alma.page.go_back()


def change_an_answer(alma: Person) -> None:
    """Answers that are changed on coming back are still one record."""
    alma.page.get_by_role("link", name="Guion").click()
    first = alma.page.locator("fieldset").nth(1).locator("label")
    for option in (0, 1):
        first.nth(option).click()
        alma.page.get_by_role("link", name="Contacto").click()
        expect(alma.page.locator("a.truth")).to_contain_text(re.compile(r"1\sen\seste\steléfono"))
        alma.page.go_back()
        expect(first.nth(option).get_by_role("radio")).to_be_checked()
    alma.page.go_back()


def add_a_door(alma: Person) -> None:
    """A door's label takes no more than the server does, and is looked at for what must not be written."""
    alma.page.get_by_role("link", name="Atrás").click()
    alma.page.get_by_role("link", name="Añadir puerta").click()
    label = alma.field("Lote, apartamento o letrero")
    label.fill("casita de quien no tiene papeles")
    alma.button("Añadir").click()
    alma.sees("Revise lo que escribió")
    alma.button("Corregir").click()
    label.fill("")
    label.press_sequentially("Lote 99, la casita de atrás con su jardín y perro")
    alma.button("Añadir").click()
    expect(alma.page.get_by_role("heading", level=1)).to_contain_text("Lote 99")


def assert_fits(person: Person) -> None:
    """Nothing stands beyond the screen's edge, and the title's words are whole."""
    assert person.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    title = person.page.get_by_role("heading", level=1)
    assert title.evaluate("title => title.scrollWidth <= title.clientWidth")


def test_two_who_review_the_same_contact(demo: Demo, devices: Devices) -> None:
    celia = acts.enrol(devices("celia", laptop=True), demo.link("staff"))
    first = celia.page
    celia.field("Sus siete palabras, en orden").fill("aire plomo")
    celia.button("Abrir").click()
    celia.sees("Faltan palabras: son siete.")
    open_review(celia, demo.words)
    assert celia.device.context
    celia.device.page = celia.device.context.new_page()
    second, late = celia.page, list[Route]()
    second.route("**/api/triage-rules", lambda route: late.append(route), times=1)
    second.goto(first.url)
    open_review(celia, demo.words)
    celia.device.page = first

    # Both look at the same contact; the second one takes it.
    for page in (first, second):
        page.locator("a.contact-row").first.click()
    rules_come_late(second, late)
    second.get_by_role("button", name="Lo tomo yo").click()
    expect(second.get_by_role("button", name="Lo tomo yo")).to_have_count(0)

    # The first one learns of it, sees how it stands, and is not told again.
    celia.button("Lo tomo yo").click()
    celia.sees("Otra persona se adelantó")
    celia.button("Ver lo guardado").click()
    expect(first.get_by_text("Otra persona se adelantó")).to_have_count(0)
    expect(first.locator(".contact-head").get_by_text("Tomado")).to_be_visible()

    # Where the connection is cut, nobody claims to know what arrived; the same again is harmless.
    first.route("**/api/contacts/*/routing", lambda route: route.abort(), times=1)
    celia.button("Encaminar").click()
    celia.sees("No se sabe si llegó")

    # What stands before the server refuses without words of ours; the screen has some.
    first.route("**/api/contacts/*/routing", lambda route: route.fulfill(status=503, body="busy"))
    celia.button("Encaminar").click()
    celia.sees("Algo falló de nuestro lado")
    expect(first.get_by_text("HTTP")).to_have_count(0)


def rules_come_late(page: Page, late: list[Route]) -> None:
    """What nobody has touched yet follows the campaign's rules, also where they come behind the contact."""
    consulta = page.get_by_role("checkbox", name="Consulta")
    expect(consulta).to_be_checked()
    found = page.evaluate("fetch('/api/contacts').then((answer) => answer.json())")
    empty = {part: list[str]() for part in ("needs", "interests", "urgencies", "languages", "sources")}
    campaigns = {contact["campaign"] for contact in found["items"]}
    rules = [{"campaign": one, "rev": 1, "rules": [{**empty, "to": "close"}]} for one in campaigns]
    late[0].fulfill(json={"items": rules})
    expect(page.get_by_text("Sugerencia: cerrar sin seguimiento")).to_be_visible()
    expect(consulta).not_to_be_checked()
    expect(page.get_by_text("Por qué no lo sugerido")).to_have_count(0)


def open_review(person: Person, words: str) -> None:
    person.field("Sus siete palabras, en orden").fill(words)
    person.button("Abrir").click()
    expect(person.page.locator("a.contact-row").first).to_be_visible()
