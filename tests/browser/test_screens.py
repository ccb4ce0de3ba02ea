"""Every screen, as the demo fills it: nothing for axe to find, in both languages, in light and in dark, and nothing cut off."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.demo import Demo
from tests.browser.device import Device

AXE = Path(__file__).parents[2] / "canvass" / "static" / "node_modules" / "axe-core" / "axe.min.js"
# Chromium writes what is typed to its session files, and keyboards and spelling services learn it.
KEPT_FIELDS = """() => [...document.querySelectorAll("input, textarea")]
    .filter(({ type }) => !["checkbox", "radio", "file", "range", "hidden"].includes(type))
    .filter(field => ["autocomplete", "autocorrect"].some(name => field.getAttribute(name) !== "off") || field.spellcheck)
    .map(field => `may be kept: ${field.outerHTML}`)"""
ALSO = (
    "Otro retiro, del %(day)s, parece de la misma persona. Si lo es, no deshaga este: "
    "también le devolvería lo que quitó con el otro."
)
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
# What is there and how it is called is the same in the dark.
RULES_OF_COLOURS = "{runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}}"


def first_of(page: Page, before: str) -> str:
    """The address of the first link on screen to one record of this kind."""
    link = page.locator(f"a[href*='{before}']:not([href$='/new'])").first
    expect(link).to_be_visible()
    return str(link.get_attribute("href"))


def volunteers(person: Person) -> Iterator[str]:
    yield "/turfs"
    turf = first_of(person.page, "/turfs/")
    yield turf
    door = first_of(person.page, "/doors/")
    yield door
    yield f"{door}/talk"
    yield f"{door}/contact"
    ask_to_withdraw(person)
    yield f"{door}/contact"
    person.page.go_back()
    person.sees(person.say("Contacto nuevo"))
    yield f"{turf}/doors/new"
    yield f"{turf}/map"
    yield f"{turf}/paper"
    yield "/table"
    yield "/records"
    yield "/settings"
    yield "/nowhere"


def ask_to_withdraw(person: Person) -> None:
    """From the form for a contact; which form it was stays in no history."""
    address = person.page.url
    person.button("La persona ya no quiere que la llamen").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text(person.say("Ya no quiere que la llamen"))
    assert person.page.url == address
    assert person.page.evaluate("() => JSON.stringify(history.state)") == "null"


def leads(person: Person) -> Iterator[str]:
    yield "/campaigns"
    campaign = first_of(person.page, "/campaigns/")
    yield campaign
    yield from (f"{campaign}/{part}" for part in ("map", "assign", "script", "edit", "cut", "sheets"))
    yield from drafted(person.page, campaign)
    yield from ("/campaigns/new", "/import", "/people", "/pending")


def administrators(person: Person) -> Iterator[str]:
    yield from leads(person)
    yield from ("/privacy", "/privacy?holdings", "/ladder/steps")


def drafted(page: Page, campaign: str) -> tuple[str, str]:
    """A draft of turfs, of doors that a turf nobody walks has given back, and the sheet of a turf; their addresses."""
    turf, plan = page.evaluate(
        """async campaign => {
            const ask = async (path, body) => (await fetch(`/api${path}`, body && {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify(body),
            })).json();
            const turfs = (await ask(`${campaign}/turfs?state=live`)).items;
            const free = turfs.find(({ assignment }) => assignment === null);
            await ask(`/turfs/${free.id}/retirement`, { rev: free.rev });
            const wish = { kind: "doors", doors: 10 };
            const { plan } = await ask(`${campaign}/plans`, { wish, area: null, filter: {}, start: null, seed: 1 });
            while ((await ask(`/plans/${plan}`)).state === "cutting") await new Promise(go => setTimeout(go, 200));
            return [turfs.find(({ assignment }) => assignment !== null).id, plan];
        }""",
        campaign,
    )
    return f"{campaign}/plans/{plan}", f"{campaign}/turfs/{turf}/sheet"


def staff(person: Person) -> Iterator[str]:
    yield "/day"
    yield "/review"
    yield "/table"
    yield "/cases"
    case = first_of(person.page, "/cases/")
    yield case
    yield from withdrawn(person, case)
    yield "/patterns"
    yield "/hearing"
    yield "/ladder"
    yield str(person.page.locator(".board-person").first.get_attribute("href"))
    yield "/ladder/roster"
    yield "/ladder/events"
    event = first_of(person.page, "/ladder/events/")
    yield event
    yield f"{event}/door"
    yield "/hours"
    yield "/directory"
    yield str(person.page.locator(".record-link").first.get_attribute("href"))
    yield "/directory/import"
    yield "/vaults"


def withdrawn(person: Person, case: str) -> Iterator[str]:
    """The case's person calls the Línea and wants no more Consulta: found by their number, stopped, undone, stopped again."""
    phone = str(person.page.locator(".phone a").first.get_attribute("href")).removeprefix("tel:")
    yield "/table"
    ask_to_withdraw(person)
    yield "/table"
    take_back(person, phone)
    yield "/review"
    withdrawals = person.page.locator(".contact-row", has_text=person.say("Ya no quiere"))
    first = str(withdrawals.first.get_attribute("href"))
    withdrawals.first.click()
    stop, undo = (
        person.button(words) for words in ("Es esta persona: que pare", "Deshacer: que todo siga como antes")
    )
    stop.click(timeout=acts.LONG)
    undo.click(timeout=acts.LONG)
    stop.click(timeout=acts.LONG)
    expect(undo).to_be_visible(timeout=acts.LONG)

    # They call once more: to undo the first would give back what they took back twice, which it says.
    walk_in_app(person, "/table")
    ask_to_withdraw(person)
    take_back(person, phone)
    walk_in_app(person, "/review")
    withdrawals.first.click()
    stop.click(timeout=acts.LONG)
    person.sees(person.say("Terminado: no había nada que parar"), timeout=acts.LONG)
    person.choose("Cerrados")
    person.page.locator(f"a[href='{first}']").click()
    expect(undo).to_be_visible()
    person.sees(person.say(ALSO).partition("%(day)s")[2])
    yield "/review"
    yield case
    person.sees(person.say("Retiró su permiso: no se le llama"))


def take_back(person: Person, phone: str) -> None:
    """Consulta is not wanted any more by whoever has this number; sent at once."""
    person.choose("Consulta: apoyo personal")
    person.field("Teléfono").fill(phone)
    person.button("Guardar").click()
    person.button("Enviar ahora").click(timeout=acts.LONG)
    # The foot of the page says that something was sent, too.
    expect(person.page.locator(".toast", has_text=person.say("Enviado"))).to_be_visible(timeout=acts.LONG)


def unlock(person: Person, words: str) -> None:
    person.go("/review")
    person.field("Sus siete palabras, en orden").fill(words)
    person.button("Abrir").click()
    expect(person.page.locator(".desk-list a, .desk-list li").first).to_be_visible()


def walk_in_app(person: Person, path: str) -> None:
    """To another screen without loading the page anew: what is unlocked stays unlocked."""
    expect(person.page.locator("main")).to_be_visible()
    person.page.evaluate(
        """path => {
            if (location.pathname === path) return;
            document.querySelector("main").dataset.before = "";
            history.pushState(null, "", path);
            dispatchEvent(new PopStateEvent("popstate"));
        }""",
        path,
    )
    expect(person.page.locator("main:not([data-before])")).to_be_visible()
    person.page.wait_for_load_state("networkidle")
    # The frame stands before the phone's store has answered.
    expect(person.page.locator("h1")).not_to_be_empty()
    expect(person.page.locator("main *").first).to_be_attached()
    # What is sealed comes later than the frame, and is what has to be looked at.
    expect(person.page.get_by_text(person.say("Abriendo…"), exact=True)).to_have_count(0, timeout=acts.LONG)


@pytest.mark.parametrize(
    ("role", "laptop", "screens"),
    [
        ("volunteer", False, volunteers),
        ("lead", True, leads),
        ("administrator", False, administrators),
        ("staff", True, staff),
    ],
)
def test_screens_are_sound(
    demo: Demo,
    devices: Callable[..., Device],
    role: str,
    laptop: bool,
    screens: Callable[[Person], Iterator[str]],
) -> None:
    found: dict[str, list[str]] = {}
    person = acts.enrol(devices(f"{role}-{laptop}", laptop=laptop), demo.link(role))
    for locale in ("es-US", "en-US"):
        open_in(person, locale)
        if role == "staff":
            unlock(person, demo.words)
        for path in screens(person):
            walk_in_app(person, path)
            for scheme, rules in (("light", RULES), ("dark", RULES_OF_COLOURS)):
                person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found |= faults(person.page, f"{locale} {scheme} {path}", rules)
    if not laptop:
        come_and_go_by_keys(person)
    assert found == {}
    assert person.device.refused == []


def come_and_go_by_keys(person: Person) -> None:
    """Who opens a sheet by key and leaves it stands where they stood before."""
    menu = person.button("Menú")
    menu.press("Enter")
    # It stands in the page before it takes the keys.
    sheet = person.page.locator("dialog:modal")
    expect(sheet).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(menu).to_be_focused()


def open_in(person: Person, locale: str) -> None:
    """Close the browser and open it in another language, on the same profile."""
    start = re.sub(r"(//[^/]+).*", r"\1/", person.page.url)
    person.device.close()
    person.device.locale = locale
    person.device.open(start)


def faults(page: Page, where: str, rules: str = RULES) -> dict[str, list[str]]:
    """What axe finds, whether the screen is wider than the device, and fields whose text a browser or keyboard may keep."""
    if not page.evaluate("() => 'axe' in window"):
        bring_axe(page)
    violations = page.evaluate(
        f"""() => axe.run(document, {rules}).then(found => found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3)
            .map(node => node.target.join(' ') + ' ' + node.any.map(why => why.message)).join(', ')))"""
    )
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    too_wide = [f"{wide} px too wide"] if wide > 0 else []
    told = [*violations, *too_wide, *page.evaluate(KEPT_FIELDS)]
    return {where: told} if told else {}


def bring_axe(page: Page) -> None:
    """It stays as long as the page does, from screen to screen."""
    # Axe calls a link too small that lies half under the foot; who wants it scrolls: the bars stand in the flow, also those
    # of a screen that is drawn anew when its data has come.
    page.evaluate(
        """() => {
            const flow = new CSSStyleSheet();
            flow.replaceSync(".page-head, .page-foot, .panel-act { position: static !important }");
            document.adoptedStyleSheets = [flow];
        }"""
    )
    page.evaluate(AXE.read_text())
