"""Turfs that are walked already, on the map: doors handed over, a turf divided and whole again, where a walk begins."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.town import Town, serving_town

Devices = Callable[..., Device]
HOUSES = 8

CUT = """async ([west, east, names]) => {
    const campaign = location.pathname.split("/")[2];
    for (const [row, name] of names.entries()) {
        const [south, north] = [35.59 + row * 0.001 - 0.0004, 35.59 + row * 0.001 + 0.0004];
        const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        const made = await fetch(`/api/campaigns/${campaign}/turfs`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ name, polygon: { type: "Polygon", coordinates: [ring] } }),
        });
        if (!made.ok) throw new Error(await made.text());
    }
}"""


def addresses() -> str:
    """Two streets of eight houses, one to the north of the other."""
    rows = (
        f"{2 + 2 * n},{street},Emma,{-82.6 + n / 4000:.5f},{35.59 + row / 1000:.5f}\n"
        for row, street in enumerate(("Calle Roble", "Calle Pino"))
        for n in range(HOUSES)
    )
    return "number,street,city,lon,lat\n" + "".join(rows)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Both streets."""
    with serving_town(tmp_path_factory.mktemp("town"), addresses()) as made:
        yield made


@pytest.fixture
def elena(town: Town, devices: Devices) -> Person:
    """She has a campaign with a turf for each street, and stands before the first one's panel."""
    person = town.enrol(devices("elena"))
    person.go(f"{town.open_campaign()}/map")
    person.page.evaluate(CUT, [-82.601, -82.597, ["Roble", "Pino"]])
    person.page.reload()
    listed(person, "Roble").click()
    return person


def listed(person: Person, name: str) -> Locator:
    return person.page.locator(".record-link", has_text=re.compile(rf"^{re.escape(name)}\s*\d"))


def has(person: Person, doors: int) -> None:
    """So many doors has the turf that the panel shows."""
    expect(person.page.locator("aside .large")).to_have_text(f"{doors} puertas")


def test_turfs_that_are_walked_are_changed_and_the_way_back_is_there(elena: Person) -> None:
    has(elena, HOUSES)

    # Two houses go across the street, by the list alone; and come back.
    elena.button("Pasar puertas a otra").click()
    for house in ("2 Calle Roble", "4 Calle Roble"):
        elena.choose(house)
    elena.field("Pasar 2 puertas a").select_option(label="Pino · 8 puertas · al lado")
    elena.button("Pasar").click()
    elena.sees("2 puertas pasaron a «Pino».")
    has(elena, HOUSES - 2)
    elena.button("Deshacer").click()
    elena.sees("Deshecho.")
    has(elena, HOUSES)

    # One half becomes a turf of its own, is looked at, and joins the other again without a question: nobody has it.
    elena.button("Dividir en dos").click()
    elena.sees("«Roble» queda con 4 puertas. «Roble (2)» es nueva: 4 puertas, y nadie la tiene.")
    elena.button("Ver «%(name)s»", name="Roble (2)").click()
    elena.button("Volver a unirlas").click()
    elena.sees("«Roble (2)» ya es parte de «Roble»: 8 puertas.")
    # The one that she looked at is gone; the panel goes back to all of them.
    expect(elena.page.locator("aside .record-link")).to_have_count(2)

    # What has no way back is asked before.
    listed(elena, "Roble").click()
    elena.button("Unir con otra").click()
    elena.button("%(turf)s: quedan %(doors)s", turf="Pino", doors="16 puertas").click()
    dialog = elena.page.get_by_role("dialog")
    expect(dialog).to_contain_text("No se puede deshacer")
    dialog.get_by_role("button", name="Unir").click()
    elena.sees("«Pino» ya es parte de «Roble»: 16 puertas.")
    has(elena, 2 * HOUSES)
    assert elena.device.refused == []


def test_a_turf_that_another_has_changed_is_shown_as_it_stands(elena: Person) -> None:
    elena.page.evaluate(
        """async () => {
            const campaign = location.pathname.split("/")[2];
            const { items } = await (await fetch(`/api/campaigns/${campaign}/turfs?state=live`)).json();
            const turf = items.find(({ name }) => name === "Roble");
            await fetch(`/api/turfs/${turf.id}`, {
                method: "PATCH",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ rev: turf.rev, name: "La de Beto" }),
            });
        }"""
    )
    elena.button("Dividir en dos").click()
    elena.sees("Las zonas ya no son las que usted veía")
    expect(elena.page.get_by_role("heading", name="La de Beto")).to_be_visible()
    has(elena, HOUSES)
    # The act can be done again on what stands; the map tells how far each part is.
    elena.button("Dividir en dos").click()
    elena.sees("«La de Beto» queda con 4 puertas")
    elena.button("Todas las zonas").click()
    elena.choose("Avance")
    told = elena.page.locator("aside .record-link")
    expect(told).to_have_count(3)
    expect(told.first).to_contain_text("· 0")
    expect(told.first).to_contain_text("0 visitas")


def test_a_walk_begins_where_the_lead_says_and_the_sheet_says_so_too(elena: Person) -> None:
    elena.button("Dónde empieza").click()
    elena.field("En una puerta").select_option(label="16 Calle Roble")
    elena.sees("Empieza junto a 16 Calle Roble.")
    elena.button("Guardar dónde empieza").click()
    elena.choose("Subir escaleras")
    elena.button("Guardar").click()
    elena.sees("Buena para: Subir escaleras")

    elena.link_to("Hoja de papel").click()

    numbers = elena.page.locator(".sheet-table td:nth-child(2)")
    expect(numbers.first).to_have_text("16 Calle Roble")
    expect(numbers.last).to_have_text("2 Calle Roble")
    expect(elena.page.locator(".sheet-note")).to_have_text(
        "Buena para: Subir escaleras Empieza junto a 16 Calle Roble."
    )
    expect(elena.page.locator(".sheet-start")).to_have_count(1)

    # Both turfs in one print, each on a page of its own.
    elena.page.goto(elena.page.url.split("/turfs/")[0] + "/sheets")
    elena.button("Elegir las %(n)s sin repartir", n=2).click()
    elena.sees("2 zonas listas, cada una en su página.")
    elena.page.emulate_media(media="print")
    breaks = "sheet => getComputedStyle(sheet).breakBefore"
    assert [sheet.evaluate(breaks) for sheet in elena.page.locator(".walk-sheet").all()] == ["auto", "page"]
    assert elena.device.refused == []


def enter_a_sheet(elena: Person) -> None:
    """Of eight doors one was visited, says the paper; the finger slips a few times."""
    elena.go("/turfs")
    elena.page.get_by_role("link", name="Roble").click()
    elena.button("Más").click()
    elena.link_to("Pasar una hoja de papel").click()
    lines = elena.page.locator(".paper-line")
    expect(lines).to_have_count(HOUSES)
    first, second, third = lines.nth(0), lines.nth(1), lines.nth(2)

    def box(line: Locator, result: str) -> Locator:
        return line.get_by_role("button", name=result)

    def visited(count: int) -> None:
        expect(elena.page.locator(".page-under")).to_contain_text(f"{count} de {HOUSES}")

    box(first, "Conversación").dblclick()
    visited(1)
    # Two boxes of one line, the second while the first is being saved.
    second.evaluate(
        "line => line.querySelectorAll('[aria-label=\"Volver después\"], input').forEach(one => one.click())"
    )
    visited(2)
    third.get_by_label("Volante").check()
    box(third, "No quiso hablar").click()
    visited(3)

    # The app was closed in between: what was entered is there, is put right, and taken back.
    elena.page.reload()
    expect(box(second, "Volver después")).to_have_attribute("aria-pressed", "true")
    expect(second.get_by_label("Volante")).to_be_checked()
    expect(third.get_by_label("Volante")).to_be_checked()
    for line, result in ((second, "Volver después"), (third, "No quiso hablar")):
        box(line, result).click()
    visited(1)
    # Also the mark for good, which a slip must not leave behind.
    first.get_by_role("combobox").select_option(label="2 No tocar más")
    expect(box(first, "Conversación")).to_have_attribute("aria-pressed", "false")
    box(first, "Conversación").click()
    expect(box(first, "Conversación")).to_have_attribute("aria-pressed", "true")
    first.get_by_role("combobox").select_option(label="4 Desocupada")
    # The box is let go once the other is saved.
    expect(box(first, "Conversación")).to_have_attribute("aria-pressed", "false")
    elena.page.reload()
    visited(1)
    expect(first.get_by_role("combobox")).to_have_value("vacant")


def test_what_nobody_visited_becomes_a_turf_of_its_own(elena: Person) -> None:
    desk = elena.page.url
    elena.link_to("Repartir").click()
    acts.hand_out(elena, "Roble", "Elena")
    enter_a_sheet(elena)
    expect(elena.page.get_by_text("0 en este teléfono").first).to_be_visible(timeout=30_000)
    elena.page.goto(desk)
    listed(elena, "Roble").click()
    elena.button("Zona con lo que falta").click()
    dialog = elena.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Está con Elena, y deja de verse en ese teléfono")
    # She goes to the new one before the list of all has come again.
    lists: list[Route] = []
    elena.page.route("**/turfs?*", lambda each: lists.append(each))
    dialog.get_by_role("button", name="Hacer la zona").click()
    elena.sees("«Roble» terminó. «Roble (2)» es nueva: 7 puertas sin visitar, y nadie la tiene.")
    elena.button("Ver «%(name)s»", name="Roble (2)").click()
    assert lists
    for each in lists:
        each.continue_()
    has(elena, HOUSES - 1)
    assert elena.device.refused == []
