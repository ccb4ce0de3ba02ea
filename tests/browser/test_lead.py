"""What a lead meets when things are not as they should be: lists with faults, and others at work on the same."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server
from tests.browser.test_screens import faults

Devices = Callable[..., Device]

HEADER = "number,street,city,lon,lat\n"
GOOD = "".join(f"{100 + 2 * n},Calle Roble,Emma,{-82.6 + n / 5000:.4f},35.59\n" for n in range(12))
BAD = "1,Calle Pino,Emma,,\n2,Calle Pino,Emma,-282.6,35.59\n3,,Emma,-82.6,35.59\n"


def shape(kind: str, coordinates: object, name: str, first: str | None = None) -> dict[str, object]:
    values = {"STREET": name, "L_FROM": first, "L_TO": first and "98"}
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": values}


STREETS = {
    "type": "FeatureCollection",
    "features": [
        shape("LineString", [[-82.6, 35.59], [-82.59, 35.59]], "Calle Roble", "2"),
        shape("LineString", [[-82.6, 35.59], [-82.6, 35.6]], "Calle Pino", "abc"),
        shape("Point", [-82.6, 35.59], "Plaza"),
    ],
}


def test_a_list_with_faults(server: Server, devices: Devices, tmp_path: Path) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena"), link)
    elena.go("/import")

    # What is no list says so, and offers nothing further.
    choose(elena, tmp_path / "foto.csv", b"\x89PNG\r\n\x1a\n\x00\x00")
    elena.sees("Guárdelo como CSV")
    expect(elena.button("Ver qué pasaría")).to_have_count(0)

    # A list without a row is not to be imported: it would only mark what is known as gone.
    choose(elena, tmp_path / "lista.csv", HEADER.encode())
    elena.button("Ver qué pasaría").click()
    elena.sees("No hay nada que importar", timeout=acts.LONG)
    expect(elena.button("Importar de verdad")).to_have_count(0)

    # Columns that nobody can guess are told apart by what stands in them.
    choose(elena, tmp_path / "lista.csv", ("N,VIA,C,X_GRADOS,Y_GRADOS\n" + GOOD + BAD).encode())
    elena.sees("Sin longitud y latitud, cada dirección se busca")
    for field, column in {
        "Número": "N: 100",
        "Ciudad": "C: Emma",
        "Longitud": "X_GRADOS: -82.6000",
        "Latitud": "Y_GRADOS: 35.59",
    }.items():
        elena.page.get_by_role("combobox", name=field).select_option(label=column)
    elena.button("Ver qué pasaría").click()
    elena.sees("15 filas leídas. 12 lugares nuevos", timeout=acts.LONG)
    elena.page.get_by_text("3 filas quedaron fuera").click()
    expect(
        elena.page.get_by_role("row", name=re.compile("15 X_GRADOS Fuera del mundo -282.6"))
    ).to_be_visible()
    assert fits(elena)

    # In earnest; loaded anew meanwhile or afterwards, the screen still knows.
    elena.button("Importar de verdad").click()
    elena.sees("Importado", timeout=acts.LONG)
    elena.page.reload()
    elena.sees("Importado", timeout=acts.LONG)

    # The same again changes nothing, and is not offered.
    choose(elena, tmp_path / "lista.csv", (HEADER + GOOD).encode())
    elena.button("Ver qué pasaría").click()
    elena.sees("Todo está ya importado", timeout=acts.LONG)
    expect(elena.button("Importar de verdad")).to_have_count(0)


def test_a_countys_streets(server: Server, devices: Devices, tmp_path: Path) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena"), link)
    elena.go("/import")

    # What is in it, its shapes tell; no column is asked for.
    choose(elena, tmp_path / "calles.geojson", json.dumps(STREETS).encode())
    expect(elena.page.get_by_role("radio", name="Calles y caminos")).to_be_checked()
    expect(elena.page.get_by_role("heading", name="Qué columna es qué")).to_have_count(0)
    elena.button("Ver qué pasaría").click()
    elena.sees("2 calles y caminos. Con nombre: 2; con números de casa: 1.", timeout=acts.LONG)
    elena.page.get_by_text("2 datos no se leyeron").click()
    for told in (
        "2 L_FROM No es un número de casa; la calle sí se leyó abc",
        "3 geometry No es una línea Point",
    ):
        expect(elena.page.get_by_role("row", name=told)).to_be_visible()
    assert faults(elena.page, "streets") == {}

    elena.button("Importar de verdad").click()
    elena.sees("El mapa de fondo se está dibujando de nuevo", timeout=acts.LONG)
    elena.page.reload()
    elena.sees("2 calles y caminos", timeout=acts.LONG)

    # The same again takes its own place.
    choose(elena, tmp_path / "calles.geojson", json.dumps(STREETS).encode())
    elena.button("Ver qué pasaría").click()
    elena.sees("Ocupan el lugar de 2 que la misma fuente trajo antes", timeout=acts.LONG)


def choose(person: Person, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    person.page.locator("input[type=file]").set_input_files(path)


def fits(person: Person) -> bool:
    """Whether the screen is no wider than the device."""
    return bool(person.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_a_closed_campaign_offers_nothing_that_is_refused(server: Server, devices: Devices) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena"), link)
    acts.open_campaign(elena, "Otoño")
    campaign = elena.page.url
    elena.button("Cerrar la campaña").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Cerrar la campaña").click()
    elena.sees("Cerrada")

    elena.page.goto(f"{campaign}/assign")
    elena.sees("Esta campaña está cerrada")
    elena.page.get_by_role("link", name="Ver la campaña").click()
    elena.button("Volver a abrirla").click()
    expect(elena.button("Cerrar la campaña")).to_be_visible()


def test_two_phones_of_one_person_are_told_apart(server: Server, devices: Devices) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena", laptop=True), link)
    acts.make_vaults(elena)
    kept = acts.enrol(devices("kept"), acts.invite(elena, "Alma"))
    elena.button("Listo").click()
    elena.page.locator("button.record-link", has_text="Alma").click()
    elena.button("Añadir un dispositivo").click()
    elena.button("Crear el enlace").click()
    lost = acts.enrol(devices("lost"), elena.page.locator("code.link").inner_text())
    elena.button("Listo").click()

    # The lost phone is cut off by the name that the other one does not show, and the other goes on reading.
    elena.page.locator("button.record-link", has_text="Alma").click()
    row = elena.page.locator("li.record", has_text=f"Teléfono {name_of(lost)}")
    row.get_by_role("button", name="Dar de baja").click()
    elena.page.get_by_role("dialog", name=name_of(lost)).get_by_role("button", name="Dar de baja").click()
    expect(row).to_contain_text("De baja desde")

    kept.go("/turfs")
    kept.sees("Alma, todavía")
    expect(kept.page.get_by_text("Su acceso terminó")).to_have_count(0)
    lost.go("/turfs")
    lost.sees("Su acceso terminó")


def test_an_ended_session_leads_somewhere(server: Server, devices: Devices) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena", laptop=True), link)
    acts.make_vaults(elena)
    with closing(sqlite3.connect(server.instance / "canvass.sqlite3")) as database, database:
        database.execute("DELETE FROM sessions")

    # To ask again would be refused again; whoever holds a key unlocks, and is back.
    elena.go("/people")
    elena.sees("Su acceso terminó")
    expect(elena.button("Intentar otra vez")).to_have_count(0)
    elena.link_to("Abrir las bóvedas").click()
    elena.field("Sus siete palabras, en orden").fill(elena.words)
    elena.button("Abrir").click()
    elena.sees("No hay contactos todavía")
    elena.go("/people")
    elena.sees("Elena (usted)")


def name_of(person: Person) -> str:
    """What a phone calls itself in its settings."""
    person.go("/settings")
    shown = person.page.get_by_text(re.compile("Para pedir ayuda: teléfono"))
    found = re.search(r"teléfono (\w{8})", shown.inner_text())
    assert found
    return found[1]
