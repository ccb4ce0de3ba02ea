"""The desk without a mouse: on what the keys are, how they come to something, and where they are once it was done."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.acts import LONG, Person
from tests.browser.test_screens import walk_in_app

# No screen of the desk has as many between its title and its foot.
FAR = 60
CALLED = """() => {
    const { activeElement: at } = document;
    return (at.ariaLabel || at.labels?.[0]?.innerText || at.innerText || "").trim().replace(/\\s+/g, " ");
}"""


@dataclass
class Keys:
    """Somebody's keyboard."""

    person: Person

    def press(self, *keys: str) -> None:
        for key in keys:
            self.person.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.person.page.keyboard.type(text)

    def come_to(self, spanish: str, *, back: bool = False) -> None:
        self.tab_to(self.person.say(spanish), back=back)

    def tab_to(self, wanted: str, *, back: bool = False) -> None:
        """Tab until what is called so has the focus, as somebody does who knows that it is there."""
        passed: list[str] = []
        for _ in range(FAR):
            self.press("Shift+Tab" if back else "Tab")
            passed.append(self.person.page.evaluate(CALLED))
            if passed[-1].startswith(wanted):
                return
        raise AssertionError(f"{wanted} is not reached by key: {passed}")

    def are_on(self, place: Locator) -> None:
        expect(place).to_be_focused()


def route_and_note_by_keys(person: Person) -> None:
    """From the words to the case of the second contact, and what is written into it; no key is ever lost on the way."""
    keys, page = Keys(person), person.page
    person.go("/review")
    keys.are_on(person.field("Sus siete palabras, en orden"))
    keys.write(person.words)
    keys.press("Enter")
    rows = page.locator(".contact-row strong")
    expect(rows.first).to_be_visible(timeout=LONG)
    first, second = rows.all_inner_texts()[:2]
    keys.tab_to(first)
    _search_behind_the_last(keys, first)
    keys.tab_to(first)
    keys.press("k", "j", "Enter")

    # What was chosen last is opened, not the row to which Tab had come.
    record = page.locator(".desk-record > .contact")
    expect(record.get_by_role("heading", name=second)).to_be_visible()
    keys.are_on(record)
    keys.come_to("Encaminar")
    keys.press("Enter")
    keys.are_on(page.get_by_role("status").filter(has_text=person.say("Ver el caso")))
    # The case that came of it is not somebody else who is like it.
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text(person.say("Parece que ya tiene un caso en Consulta"))).to_have_count(0)
    keys.come_to("Ver el caso")
    keys.press("Enter")
    expect(page.get_by_role("heading", name=second)).to_be_visible(timeout=LONG)
    _write_into_case(keys)


def _search_behind_the_last(keys: Keys, first: str) -> None:
    """`j` where there is no next one leaves nothing behind that takes the keys out of a field later."""
    person, rows = keys.person, keys.person.page.locator(".contact-row")
    keys.press("j", "j", "j", "/")
    keys.write(first)
    expect(rows).to_have_count(1)
    keys.press(*("Backspace" for _ in first))
    expect(rows).to_have_count(2)
    keys.are_on(person.field("Buscar"))


def _write_into_case(keys: Keys) -> None:
    person, page = keys.person, keys.person.page
    keys.come_to("Ya hablé con la persona")
    keys.press("Enter")
    # Instead of the button stands that it was done.
    keys.are_on(page.locator("p.soft", has_text="Celia"))
    keys.come_to("Siguiente paso")
    keys.write("Zuqvorex mañana")
    keys.come_to("Abierto", back=True)
    # Alt and an arrow are the browser's, back and forth.
    keys.press("Alt+ArrowRight")
    keys.are_on(page.get_by_label(person.say("Abierto"), exact=True))
    keys.press("ArrowRight", "ArrowRight", "ArrowLeft")
    keys.are_on(page.get_by_label(person.say("En espera"), exact=True))
    # On the way nothing was saved, and no sheet asks how it ended.
    expect(page.get_by_label(person.say("Abierto"), exact=True)).to_be_checked()
    expect(page.get_by_role("dialog")).to_have_count(0)
    keys.press("Space")
    expect(page.locator(".contact-head .badge", has_text=person.say("En espera"))).to_be_visible()
    # What was half written is still there, though the record is another one by now.
    expect(person.field("Siguiente paso")).to_have_value("Zuqvorex mañana")
    keys.come_to("Nota nueva")
    keys.write("Zuqvorex por teclas")
    keys.come_to("Guardar la nota")
    keys.press("Enter")
    expect(page.locator("ol.notes")).to_contain_text("Zuqvorex por teclas")
    keys.are_on(page.get_by_role("heading", name=person.say("Notas"), exact=True))


def choose_third_language_by_keys(person: Person) -> None:
    """Arrows pass by two languages that nobody meant."""
    keys = Keys(person)
    walk_in_app(person, "/ladder/events")
    keys.come_to("Planear un evento")
    keys.press("Enter")
    keys.come_to("Otro idioma")
    chips = person.page.get_by_role("group", name=person.say("Idiomas en los que se hace")).get_by_role(
        "checkbox"
    )
    before = chips.count()
    keys.press("ArrowDown", "ArrowDown", "ArrowDown", "Tab")
    expect(chips).to_have_count(before + 1)
    keys.press("Escape")


def read_one_of_a_long_list(person: Person, name: str) -> None:
    """On a phone a record begins at its top, and who goes back is where they were."""
    page = person.page
    walk_in_app(person, "/review")
    row = page.locator(".contact-row", has_text=name)
    page.locator(".contact-row").first.wait_for()
    page.keyboard.press("End")
    row.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 0
    row.tap()
    expect(page.get_by_role("heading", name=name)).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
    person.link_to("Lista").tap()
    expect(row).to_be_focused()
    assert page.evaluate("scrollY") == before
