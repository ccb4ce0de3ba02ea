"""A desk of several: a case comes back and finds other hands, two people write at once, one loses a key while others work."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Playwright, Route, expect

from tests.browser.acts import LONG, Person
from tests.browser.by_keys import (
    choose_third_language_by_keys,
    read_one_of_a_long_list,
    route_and_note_by_keys,
)
from tests.browser.conftest import FAILED, keep_what_it_shows
from tests.browser.office import Office, open_office
from tests.browser.test_screens import walk_in_app
from tests.seized.searching import hits

REASON = "Zuqvorex vive lejos de mi ruta"
AGREED = "La persona dijo que sí a que la acompañe %(name)s."
OUTCOME = "Le devolvieron la llave"
FRAMES = (
    "() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then))))"
)
NOTES = "Zuqvorex primera nota", "Zuqvorex second note"


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all stories, each of a case of its own; the last one takes a key away."""
    with open_office(playwright, tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture(autouse=True)
def _shown(request: pytest.FixtureRequest, office: Office) -> Iterator[None]:
    yield
    if request.node.stash.get(FAILED, False):
        for person in (office.elena, office.celia, office.fidel):
            keep_what_it_shows(person.device, request.node.name)


def open_case(person: Person, path: str, name: str) -> None:
    """With one's words where the vaults are locked."""
    if person.page.get_by_role("button", name=person.say("Cerrar bóvedas")).count():
        # From one case to another the screen stays, and what it shows is not fetched anew.
        walk_in_app(person, "/cases")
        walk_in_app(person, path)
    else:
        person.go(path)
        unlock(person)
    expect(person.page.get_by_role("heading", name=name)).to_be_visible(timeout=LONG)


def unlock(person: Person) -> None:
    person.field("Sus siete palabras, en orden").fill(person.words)
    person.button("Abrir").click()


def sheet_of(person: Person) -> Locator:
    return person.page.get_by_role("dialog")


def say_why(person: Person, label: str, text: str, act: str) -> None:
    sheet = sheet_of(person)
    sheet.get_by_label(person.say(label)).fill(text)
    sheet.get_by_role("button", name=person.say(act), exact=True).click()


def note(person: Person, text: str) -> None:
    person.field("Nota nueva").fill(text)
    person.button("Guardar la nota").click()
    expect(notes_of(person)).to_contain_text(text)


def plan_next(person: Person, step: str) -> None:
    person.field("Siguiente paso").fill(step)
    person.button("Guardar").click()


def notes_of(person: Person) -> Locator:
    return person.page.locator("ol.notes")


def test_a_handoff_comes_back_with_its_reason_and_goes_to_another(office: Office) -> None:
    elena, celia, fidel = office.elena, office.celia, office.fidel
    case = office.lay_case("Rosa", "dario")

    open_case(fidel, case, "Rosa")
    fidel.sees("Celia se lo ofrece a usted.")
    # On a phone the answer is what is seen first.
    expect(fidel.button("Lo acepto")).to_be_in_viewport()
    fidel.button("Devolver").click()
    say_why(fidel, "Por qué", REASON, "Devolver")
    expect(notes_of(fidel)).to_contain_text(REASON)
    expect(fidel.button("Lo acepto")).to_have_count(0)

    # It is nobody's, and hers who asked to see to.
    open_case(celia, case, "Rosa")
    expect(notes_of(celia)).to_contain_text(REASON)
    celia.sees(celia.say("Lo devolvieron, y la razón está en las notas. Busque a otra persona."))
    celia.button("Ofrecer a otra persona").click()
    sheet_of(celia).get_by_label(celia.say("A quién")).select_option(label="Elena")
    celia.choose("La persona lo sabe y dijo que sí")
    celia.button("Ofrecer").click()
    agreed = celia.say(AGREED, name="Elena")
    expect(notes_of(celia)).to_contain_text(agreed)

    open_case(elena, case, "Rosa")
    elena.button("Lo acepto").click()
    elena.sees("Ahora lo lleva usted")
    expect(elena.button("Tomarlo yo")).to_have_count(0)
    expect(notes_of(elena)).to_contain_text(REASON)
    open_case(celia, case, "Rosa")
    expect(celia.page.locator("section.card", has_text=celia.say("Quién lo lleva"))).to_contain_text("Elena")
    # Why it came back, and what the person agreed to, nobody reads on the server.
    assert hits(office.server.instance, [REASON, agreed, "Zuqvorex"]) == {}


def test_what_two_write_at_once_is_kept_and_neither_decides_unseen(office: Office) -> None:
    elena, celia = office.elena, office.celia
    case = office.lay_case("Marta", "celia")
    for person in (elena, celia):
        open_case(person, case, "Marta")

    note(elena, NOTES[0])
    note(celia, NOTES[1])
    plan_next(elena, "Llevarle comida")
    elena.sees("Guardado")
    # Celia read the case before: both next steps stand beside one another, and she keeps hers.
    plan_next(celia, "Bring the papers")
    celia.sees(celia.say("Guardado: %(value)s", value="Llevarle comida"))
    celia.sees(celia.say("Lo suyo: %(value)s", value="Bring the papers"))
    celia.button("Guardar lo mío").click()
    expect(celia.button("Guardar lo mío")).to_have_count(0)

    # Now Elena's screen is the older one: she ends the case, and sees first what else was decided.
    elena.choose("Resuelto")
    say_why(elena, "Qué cambió", OUTCOME, "Cerrar el caso")
    elena.sees("Otra persona se adelantó")
    elena.button("Ver lo guardado").click()
    expect(sheet_of(elena).get_by_label("Qué cambió")).to_have_value(OUTCOME)
    sheet_of(elena).get_by_role("button", name="Cerrar el caso").click()
    expect(sheet_of(elena)).to_have_count(0)
    expect(elena.field("Siguiente paso")).to_have_value("Bring the papers")

    open_case(celia, case, "Marta")
    for text in (*NOTES, OUTCOME):
        expect(notes_of(celia)).to_contain_text(text)
    expect(celia.page.get_by_label(celia.say("Resuelto"), exact=True)).to_be_checked()


def test_a_referral_begins_at_the_organisation_and_is_the_same_as_at_the_case(office: Office) -> None:
    celia, fidel = office.celia, office.fidel
    case = office.lay_case("Zuqvorex Mora", "celia")
    pantry = office.lay_pantry()
    # It is Celia's; Fidel neither owns it nor has anything to do for it.
    for person in (celia, fidel):
        open_case(person, case, "Zuqvorex Mora")
        walk_in_app(person, pantry)
        person.button("Derivar a alguien aquí: %(name)s", name="Comida").click()
    expect(sheet_of(fidel)).to_be_visible()
    # What is there for him has come.
    expect(sheet_of(fidel)).not_to_contain_text(fidel.say("Abriendo…"))
    expect(sheet_of(fidel)).not_to_contain_text("Zuqvorex")
    celia.field("Buscar").fill("mora")
    # By keys alone: the only one found is meant.
    celia.page.keyboard.press("Enter")
    form = celia.page.get_by_role("dialog", name=celia.say("Derivar a %(name)s", name="Zuqvorex Mora"))
    expect(form).to_contain_text("Comida · Despensa Roble")
    # Nobody is referred who did not say yes.
    add = form.get_by_role("button", name=celia.say("Agregar"), exact=True)
    expect(add).to_be_disabled()
    form.locator("label", has_text=celia.say("La persona dijo que sí a que se la derive")).click()
    add.click()
    celia.sees(celia.say("La derivación quedó en su caso"))
    expect(sheet_of(celia)).to_have_count(0)
    expect(celia.page).to_have_url(re.compile(f"{pantry}$"))
    celia.sees("1 referral")

    open_case(celia, case, "Zuqvorex Mora")
    expect(celia.page.locator(".task")).to_contain_text("Comida · Despensa Roble")
    assert hits(office.server.instance, ["Zuqvorex"]) == {}


def test_the_desk_goes_by_keys_alone(office: Office) -> None:
    office.lay_contacts("Zuqvorex Uno", "Zuqvorex Dos")
    route_and_note_by_keys(office.celia)
    choose_third_language_by_keys(office.celia)


def test_a_phone_shows_a_record_from_its_top_and_the_list_where_it_was(office: Office) -> None:
    office.lay_contacts(*(f"Zuqvorex {n}" for n in range(3, 13)))
    office.fidel.go("/review")
    unlock(office.fidel)
    read_one_of_a_long_list(office.fidel, "Zuqvorex 9")


def test_a_list_stands_as_it_was_left_for_who_comes_back_from_a_record(office: Office) -> None:
    fidel, page = office.fidel, office.fidel.page
    for n in range(40):
        office.lay_case(f"Quelite {n:02}", "dario")
    open_case(fidel, office.lay_case("Otra persona", "dario"), "Otra persona")
    walk_in_app(fidel, "/cases")
    search, everybody = page.get_by_role("searchbox"), page.locator("[aria-setsize]:not([aria-setsize='40'])")
    search.fill("quelite")
    expect(everybody).to_have_count(0)
    page.evaluate("scrollTo(0, 1500)")
    name = page.locator("[data-index='16'] strong").inner_text()
    row = page.get_by_role("link", name=name)
    for way_back in (fidel.link_to("Atrás").tap, page.go_back):
        row.tap()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        way_back()
        expect(row).to_be_focused()
        expect(search).to_have_value("quelite")
        assert page.evaluate("scrollY") == 1500

    # From elsewhere one comes to the whole list.
    walk_in_app(fidel, "/day")
    walk_in_app(fidel, "/cases")
    expect(everybody.first).to_be_visible()
    expect(search).to_have_value("")

    # What was looked for may be a name, and where one stood another's: locking forgets both.
    page.evaluate("scrollTo(0, 1500)")
    read = page.locator("[data-index='16']")
    name = read.locator("strong").inner_text()
    read.get_by_role("link").tap()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    fidel.button("Cerrar bóvedas").tap()
    unlock(fidel)
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=LONG)
    fidel.link_to("Atrás").tap()
    expect(everybody.first).to_be_visible()
    page.evaluate(FRAMES)
    assert page.evaluate("scrollY") == 0


def test_the_board_shows_whom_one_comes_back_from_unless_one_types_by_then(office: Office) -> None:
    celia, page = office.celia, office.celia.page
    for n in range(14):
        office.lay_person(f"Quelite {n}")
    open_case(celia, office.lay_case("Otra persona", "celia"), "Otra persona")
    walk_in_app(celia, "/ladder")
    column = page.locator(".board-scroll").first
    column.locator(".board-person").first.focus()
    page.keyboard.press("End")
    expect(page.locator("[aria-posinset='14'] .board-person")).to_be_focused()
    name = page.locator("[aria-posinset='14'] strong").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name=name)).to_be_focused()
    expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)

    # What was noted is late, and then does not come: the keys stay where they are by then.
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    held: list[Route] = []
    page.route("**/api/ladder/notes*", lambda route: held.append(route))
    page.go_back()
    search = page.get_by_role("searchbox")
    search.press_sequentially("quelite")
    for route in held:
        route.abort()
    expect(celia.button("Intentar otra vez")).to_be_visible()
    page.evaluate(FRAMES)
    expect(search).to_be_focused()
    page.unroute_all()


def test_who_loses_her_key_gets_nothing_more_and_the_others_go_on(office: Office) -> None:
    elena, celia, fidel = office.elena, office.celia, office.fidel
    case = office.lay_case("Luz", "celia")
    for person in (elena, celia, fidel):
        open_case(person, case, "Luz")

    before = office.live_key()
    walk_in_app(elena, "/vaults")
    elena.page.locator("li.record", has_text="Fidel").get_by_role("button", name="Quitar").click()
    sheet_of(elena).get_by_role("button", name="Quitar la llave").click()
    elena.sees("Fidel ya no tiene esa llave", timeout=LONG)

    # Celia goes on in the middle of her work. What comes from now on is sealed to the new key, and so is her answer to it.
    note(celia, "She called back")
    new = office.lay_case("Nieves", "celia")
    open_case(celia, new, "Nieves")
    note(celia, "Snow is coming")
    assert office.keys_of_notes(new) == [office.live_key()] != [before]
    open_case(elena, case, "Luz")
    expect(notes_of(elena)).to_contain_text("She called back")

    # Fidel's screen was open all the time. At the first thing that he does it closes, and his words open it no more.
    fidel.field("Nota nueva").fill("Sigo aquí")
    fidel.button("Guardar la nota").click()
    fidel.sees("Las bóvedas están cerradas")
    expect(fidel.page.locator("main")).not_to_contain_text("Luz")
    unlock(fidel)
    fidel.sees("Usted todavía no tiene llave", timeout=LONG)
    for path in ("/cases", new):
        walk_in_app(fidel, path)
        for unread in ("She called back", "Nieves", "Snow is coming"):
            expect(fidel.page.locator("body")).not_to_contain_text(unread)
