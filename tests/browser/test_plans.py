"""Cutting automatically, as a lead does it: ask, look, edit, undo, accept, hand out; by mouse, by keyboard, and on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.town import Town, serving_town

Devices = Callable[..., Device]

STREETS = ("Calle Roble", "Calle Pino", "Calle Sauce")
HOUSES = 12


def addresses() -> str:
    """Three streets of twelve houses, each north of the other."""
    rows = (
        f"{100 + 2 * n},{street},Emma,{-82.6 + n / 4000:.5f},{35.59 + row / 1500:.5f}\n"
        for row, street in enumerate(STREETS)
        for n in range(HOUSES)
    )
    return "number,street,city,lon,lat\n" + "".join(rows)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """36 doors."""
    with serving_town(tmp_path_factory.mktemp("town"), addresses()) as made:
        yield made


@pytest.fixture
def elena(request: pytest.FixtureRequest, town: Town, devices: Devices) -> Person:
    """She has a campaign of her own, and stands before the draft of three turfs."""
    person = town.enrol(devices("elena", laptop=getattr(request, "param", False)))
    person.go(f"{town.open_campaign()}/cut")
    person.field("Puertas por zona, más o menos").fill("12")
    person.sees("Zonas que saldrían, más o menos: 3.")
    person.button("Cortar").click()
    person.sees("3 zonas", timeout=acts.LONG)
    expect(rows(person)).to_have_count(3)
    return person


def rows(person: Person) -> Locator:
    """The draft's turfs, as they are listed beside the map."""
    return person.page.locator(".draft-row button")


def sizes(person: Person) -> list[int]:
    return sorted(
        int(found) for found in re.findall(r"(\d+) puertas?", " ".join(rows(person).all_inner_texts()))
    )


@pytest.mark.parametrize("elena", [False, True], ids=["phone", "laptop"], indirect=True)
def test_a_draft_is_edited_undone_accepted_and_handed_out(elena: Person) -> None:
    assert sum(sizes(elena)) == len(STREETS) * HOUSES
    assert elena.button("Deshacer").is_disabled()

    # Split one, by a button; merge one of the halves with a neighbour; each is told, and no door is lost.
    rows(elena).first.click()
    elena.button("Dividir en dos").click()
    elena.sees("Dividida:")
    elena.button("Todas las zonas").click()
    expect(rows(elena)).to_have_count(4)
    assert sum(sizes(elena)) == len(STREETS) * HOUSES
    rows(elena).first.click()
    elena.button("Unir con otra").click()
    elena.page.get_by_role("group", name="¿Con cuál de las de al lado?").get_by_role("button").first.click()
    elena.sees("Unidas:")
    elena.button("Todas las zonas").click()
    expect(rows(elena)).to_have_count(3)
    merged = sizes(elena)

    # Back to how it was cut and forward again, by keys alone.
    elena.page.locator("aside").focus()
    elena.page.keyboard.press("Control+z")
    expect(rows(elena)).to_have_count(4)
    elena.page.keyboard.press("Control+z")
    expect(rows(elena)).to_have_count(3)
    expect(elena.button("Deshacer")).to_be_disabled()
    elena.page.keyboard.press("Control+Shift+z")
    elena.page.keyboard.press("Control+y")
    elena.sees("Rehecho.")
    expect(elena.button("Rehacer")).to_be_disabled()
    assert sizes(elena) == merged

    # One is accepted by itself, then the rest; they are turfs of the campaign now, and can be handed out.
    elena.page.locator(".draft-row label").first.click()
    elena.button("Aceptar 1 zona").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Aceptar", exact=True).click()
    elena.sees("Las demás siguen en este borrador")
    elena.button("Aceptar las 2 zonas").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Aceptar", exact=True).click()
    expect(elena.page.get_by_text("Las demás siguen en este borrador")).to_have_count(0)
    elena.page.locator(".notice").get_by_role("link", name="Repartir").click()
    elena.sees("3 sin repartir")
    hand_all_out(elena)
    # Due this evening, or tomorrow's where the evening has come.
    expect(elena.page.get_by_text(re.compile("3 (vencen hoy|afuera hasta otro día)"))).to_be_visible()
    assert elena.device.refused == []


def hand_all_out(person: Person) -> None:
    person.choose("Varias a la vez")
    person.button("Elegir las 3 sin repartir").click()
    person.choose("Elena")
    person.button("Repartir 3 zonas").click()
    person.sees("3 de 3 repartidas")


def test_doors_go_to_a_neighbour_and_none_is_lost(elena: Person) -> None:
    rows(elena).first.click()
    before = int(re.sub(r"\D", "", elena.page.locator("aside .large").inner_text()))

    # The list alone is enough: a street is opened, one house is picked, a neighbour is chosen.
    elena.page.locator("details.plan-street summary").first.click()
    elena.page.locator("details.plan-street .check").nth(1).click()
    expect(elena.page.get_by_label("Pasar 1 puerta a")).to_be_visible()
    elena.button("Pasar").click()
    elena.sees("Puertas pasadas.")
    expect(elena.page.locator("aside .large")).to_have_text(f"{before - 1} puertas")

    # A turf that is dissolved leaves its doors on a list, from which they become turfs again.
    elena.button("Disolver").click()
    elena.sees(f"{before - 1} puertas sin zona")
    elena.button("Ver cuáles").click()
    expect(elena.page.locator("aside .large")).to_have_text(f"{before - 1} puertas")
    elena.button("Hacer zonas con ellas").click()
    expect(rows(elena).first).to_be_visible()
    assert sum(sizes(elena)) == len(STREETS) * HOUSES


def test_a_draft_that_another_has_changed_is_shown_as_it_stands(elena: Person) -> None:
    rows(elena).first.click()
    elena.page.evaluate(
        """async () => {
            const id = location.pathname.split("/").at(-1);
            const plan = await (await fetch(`/api/plans/${id}`)).json();
            const edit = { kind: "rename", turf: plan.turfs[0].n, name: "La de Beto" };
            await fetch(`/api/plans/${id}/edits`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ rev: plan.rev, edit }),
            });
        }"""
    )
    elena.button("Dividir en dos").click()
    elena.sees("El borrador ya no es el que usted veía")
    expect(elena.page.get_by_role("heading", name="La de Beto")).to_be_visible()
    # The act can be done again on what stands.
    elena.button("Dividir en dos").click()
    elena.sees("Dividida:")


def test_nothing_that_was_chosen_is_lost_or_taken_for_another(elena: Person) -> None:
    elena.page.locator(".draft-row label").first.click()
    rows(elena).nth(1).click()
    elena.button("Todas las zonas").click()
    elena.button("Aceptar 1 zona").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Aceptar", exact=True).click()
    elena.sees("Las demás siguen en este borrador")
    # What was said of the accepted ones stays as well.
    rows(elena).nth(1).click()
    elena.button("Todas las zonas").click()
    elena.sees("Las demás siguen en este borrador")
    expect(elena.button("Aceptar las 2 zonas")).to_be_visible()

    # Only doors of the turf that is shown are handed over: half of those that were picked went with the other half.
    rows(elena).nth(1).click()
    for street in elena.page.locator("details.plan-street").all():
        if street.get_attribute("open") is None:
            street.locator("summary").click()
        street.locator(".check").first.click()
    shown = elena.page.locator("aside .large")
    whole = shown.inner_text()
    expect(elena.page.get_by_label(f"Pasar {whole} a")).to_be_visible()
    elena.button("Dividir en dos").click()
    elena.sees("Dividida:")
    expect(shown).not_to_have_text(whole)
    expect(elena.page.get_by_label(f"Pasar {shown.inner_text()} a")).to_be_visible()

    # An answer that comes late does not pull her away from what she has gone on to.
    elena.page.evaluate(
        """() => {
            const { fetch } = window;
            const late = new Promise((answer) => { window.answer = answer; });
            window.fetch = async (...asked) => {
                const answered = await fetch(...asked);
                await late;
                return answered;
            };
        }"""
    )
    elena.button("Disolver").click()
    elena.button("Todas las zonas").click()
    rows(elena).last.click()
    name = elena.page.locator("aside h2").inner_text()
    elena.page.evaluate("window.answer()")
    elena.sees("Disuelta.")
    expect(elena.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_discarded_draft_leaves_everything_as_it_was(elena: Person) -> None:
    elena.button("Descartar").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Descartar").click()
    elena.sees("36 puertas. Zonas que saldrían, más o menos: 1.")
    expect(elena.page.get_by_role("heading", name="Borradores")).to_have_count(0)

    # A cut that finds no door says so, and no longer that it is going on.
    elena.page.get_by_role("checkbox", name="Solo donde se tocó y nadie abrió").check()
    elena.button("Cortar").click()
    elena.sees("Aquí no hay ninguna puerta libre que cumpla lo que pidió.", timeout=acts.LONG)
    expect(elena.page.get_by_text("Puede cerrar esta pantalla")).to_have_count(0)
    elena.page.reload()
    elena.sees("No se pudo cortar")
    elena.sees("Aquí no hay ninguna puerta libre que cumpla lo que pidió.")


def test_a_turf_on_paper_has_every_door_and_no_name(elena: Person) -> None:
    elena.button("Aceptar las 3 zonas").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Aceptar", exact=True).click()
    elena.page.locator(".notice").get_by_role("link", name="Repartir").click()
    elena.page.get_by_role("link", name="Hoja de papel").click()
    doors = elena.page.locator(".sheet-table tbody tr")
    expect(doors.first).to_be_visible()
    told = re.search(r"(\d+) puertas", elena.page.locator(".walk-sheet header").inner_text())
    assert told
    expect(doors).to_have_count(int(told[1]))
    elena.page.emulate_media(media="print")
    expect(elena.page.locator(".page-head")).to_be_hidden()
    assert "Elena" not in elena.page.locator(".walk-sheet").inner_text()

    # Fifty-two doors go on both sides of one sheet, and a pen finds its box.
    elena.page.route("**/snapshot*", with_doors(52))
    elena.page.reload()
    expect(doors).to_have_count(52)
    for paper in ("Carta", "A4"):
        elena.page.emulate_media(media="screen")
        elena.page.get_by_role("radio", name=paper, exact=True).check()
        elena.page.emulate_media(media="print")
        assert re.findall(rb"/Count (\d+)", elena.page.pdf(prefer_css_page_size=True)) == [b"2"], paper
    box = elena.page.locator(".sheet-tick").first.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 4 / 25.4 * 96


def with_doors(n: int) -> Callable[[Route], None]:
    """A turf of so many doors: the server's own, over and over, each a little farther."""

    def answer(route: Route) -> None:
        told = route.fetch().json()
        rows = [row for row in told["rows"] if not row["removed"]]
        told["rows"] = [
            {**rows[i % len(rows)], "door": f"{i}", "place": f"{i}", "position": i, "number": f"{i + 1}"}
            for i in range(n)
        ]
        route.fulfill(json=told)

    return answer
