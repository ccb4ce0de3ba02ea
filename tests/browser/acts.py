"""What people do in the app, in the language of their device: the steps of which the stories are made."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Locator, Page, expect

from tests.browser.device import Device

TRANSLATIONS = Path(__file__).parents[2] / "canvass" / "translations"
LONG = 60_000
HAND_OVER = "Entregar a 1|Give to 1"


@cache
def catalogue(language: str) -> dict[str, str]:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        found = read_po(file, locale=language)
    return {message.id: message.string for message in found if isinstance(message.id, str) and message.string}


@dataclass
class Person:
    """Somebody at a device: finds what the screen says in their language."""

    device: Device
    words: str = ""
    link: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.device.page

    def say(self, spanish: str, **filled: str | int) -> str:
        """The text as this person's screen shows it."""
        language = self.device.locale.split("-")[0]
        text = spanish if language == "es" else catalogue(language)[spanish]
        return text % filled if filled else text

    def button(self, spanish: str, **filled: str | int) -> Locator:
        return self.page.get_by_role("button", name=self.say(spanish, **filled), exact=True)

    def link_to(self, spanish: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(spanish))

    def field(self, spanish: str) -> Locator:
        return self.page.get_by_label(self.say(spanish), exact=False)

    def choose(self, spanish: str) -> None:
        """Tap a chip or a box by its words, as a finger does."""
        self.page.locator("label", has_text=self.say(spanish)).first.click()

    def sees(self, text: str, *, timeout: float = 15_000) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=timeout)

    def go(self, path: str) -> None:
        self.page.goto(re.sub(r"^(https?://[^/]+).*", r"\1", self.page.url) + path)


def enrol(device: Device, link: str) -> Person:
    """Open an invitation's link and make the device one's own with one tap."""
    person = Person(device)
    device.open(link)
    person.button("Empezar").click()
    expect(person.page).not_to_have_url(re.compile("/enrol"))
    return person


def make_vaults(person: Person) -> list[str]:
    """Make the vaults, write the seven words down, prove it, keep the recovery sheet; its twelve words."""
    person.go("/vaults")
    person.button("Crear las bóvedas").click()
    words = _listed_words(person, 7)
    person.words = " ".join(words)
    person.button("Ya las escribí").click()
    for box in person.page.get_by_role("textbox").all():
        asked = int(re.findall(r"\d+", box.evaluate("box => box.labels[0].textContent"))[0])
        box.fill(words[asked - 1])
    person.button("Comprobar").click()
    twelve = _listed_words(person, 12)
    person.choose("Está en papel, y sé dónde la voy a guardar")
    person.button("Guardar las bóvedas").click()
    person.sees(person.say("Las bóvedas están listas"))
    return twelve


def _listed_words(person: Person, count: int) -> list[str]:
    listed = person.page.locator("ol.words li")
    expect(listed).to_have_count(count)
    return [re.sub(r"^\d+\.?\s*", "", text).strip() for text in listed.all_inner_texts()]


def invite(person: Person, alias: str, role: str | None = None) -> str:
    """Invite somebody; the link as it is shown."""
    person.go("/people")
    person.button("Invitar").click()
    person.field("Nombre o alias").fill(alias)
    if role:
        person.choose(role)
    person.button("Crear el enlace").click()
    shown = person.page.get_by_text(re.compile(r"/enrol#[\w-]{22}\.\d+\.[0-9a-f]{64}"))
    expect(shown).to_be_visible()
    link = re.search(r"http\S+/enrol#\S+", shown.inner_text())
    assert link
    return link[0]


def import_list(person: Person, path: Path) -> None:
    """Bring an address list in: look at what would happen first, then do it."""
    person.go("/import")
    person.page.locator("input[type=file]").set_input_files(path)
    person.button("Ver qué pasaría").click()
    person.button("Importar de verdad").click(timeout=LONG)
    expect(person.page.get_by_text(person.say("Importado"), exact=True).first).to_be_visible(timeout=LONG)


def open_campaign(person: Person, name: str) -> None:
    """A campaign from today on, with the script that is offered to begin with."""
    person.go("/campaigns/new")
    person.field("Nombre").fill(name)
    person.field("Primer día").fill(str(date.today()))  # noqa: DTZ011 - the day on the person's calendar
    person.field("Último día").fill(str(date.today() + timedelta(days=30)))  # noqa: DTZ011
    person.button("Crear y seguir con el guion").click()
    person.button("Publicar el guion").click()
    expect(person.page).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}$"))


def show_campaign(person: Person, name: str) -> None:
    person.go("/campaigns")
    person.page.get_by_role("link", name=name).first.click()
    expect(person.page).to_have_url(re.compile(r"/campaigns/[0-9a-f-]{36}$"))


def draw_turf(person: Person, name: str, *, half_size: int = 60) -> int:
    """Draw a square about the map's middle, and save it; how many doors it counted."""
    person.page.goto(f"{person.page.url}/map")
    person.button("Trazar una zona").click()
    canvas = person.page.locator("canvas.maplibregl-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    for across, down in corners:
        person.page.mouse.click(x + across * half_size, y + down * half_size)
        # Two clicks within a double click's time would end the drawing.
        person.page.wait_for_timeout(400)
    person.button("Cerrar la forma").click()
    counted = person.page.get_by_text(re.compile(r"^[1-9][\d,]* (puertas?|doors?)$"))
    expect(counted).to_be_visible()
    person.field("Nombre de la zona").fill(name)
    person.button("Guardar la zona").click()
    expect(person.page.get_by_role("heading", name=name).first).to_be_visible()
    return int(re.sub(r"\D", "", counted.inner_text())) if counted.is_visible() else 0


def hand_out(person: Person, turf: str, to: str) -> None:
    """Hand a turf to somebody until this evening, on the screen for that."""
    person.page.locator("label", has_text=turf).first.click()
    person.page.locator("label", has_text=to).first.click()
    person.page.get_by_role("button", name=re.compile(HAND_OVER)).click()
    person.sees(to)


def record(person: Person, result: str) -> None:
    """One tap for what happened at the door on screen; the app goes on to the next screen by itself."""
    door = person.page.url
    person.page.get_by_role("button", name=person.say(result)).click()
    expect(person.page).not_to_have_url(door)
