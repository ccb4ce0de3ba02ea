"""From a gathering's table to the roster, and to an event with a card: what is asked of somebody once is found again."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, Playwright, expect

from tests.browser import acts
from tests.browser.acts import LONG, Person
from tests.browser.device import LAPTOP, Device
from tests.browser.server import Server
from tests.browser.test_screens import walk_in_app

CAMERA = "Leer tarjetas con la cámara"
REFUSED = "El navegador no dio permiso para la cámara"
FRAMES = 5


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera sees: a test lays it there before it turns the camera on."""
    return tmp_path_factory.mktemp("camera") / "card.mjpeg"


@pytest.fixture(scope="module")
def celia(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, seen: Path) -> Iterator[Person]:
    """She has met Nayeli at a table, and put her on the ladder; the vaults are open."""
    folder = tmp_path_factory.mktemp("office")
    server = Server(folder / "instance")
    server.canvass("init")
    server.start()
    link = server.canvass("invite", "--role", "admin", "--alias", "Celia")["link"]
    camera = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={seen}")
    celia = acts.enrol(Device(playwright, folder / "celia", LAPTOP, "es-US", more=camera), link)
    acts.make_vaults(celia)
    acts.open_campaign(celia, "Otoño")
    meet_nayeli(celia)
    yield celia
    celia.device.close()
    server.stop()


def meet_nayeli(celia: Person) -> None:
    celia.go("/table")
    celia.choose("Mesa informativa")
    celia.field("Qué reunión o evento").fill("Feria de salud")
    celia.choose("Eventos y liderazgo")
    celia.field("Nombre o alias").fill("Nayeli")
    celia.field("Teléfono").fill("8285550123")
    celia.choose("Ser parte del voluntariado")
    celia.button("Guardar").click()
    celia.sees("Guardado y sellado")
    celia.go("/records")
    celia.page.get_by_role("button", name=re.compile("Enviar")).first.click()
    expect(celia.page.locator("a.truth")).to_contain_text("0\u00a0en\u00a0este\u00a0teléfono", timeout=LONG)

    celia.go("/review")
    celia.field("Sus siete palabras, en orden").fill(celia.words)
    celia.button("Abrir").click()
    celia.page.locator("a.contact-row", has_text="Nayeli").click(timeout=LONG)
    celia.button("Encaminar").click()
    celia.page.get_by_role("link", name="Ver en la escalera").click()


def test_who_comes_to_a_table_can_be_called_as_a_verifier(celia: Person) -> None:
    celia.button("Anotar su papel").click()
    sheet = celia.page.get_by_role("dialog", name="En la red de respuesta")
    sheet.locator("label", has_text="Verifica").click()
    sheet.get_by_label("Cuál").fill("Verificar en la calle")
    sheet.get_by_label("sábado, Por la mañana").check()
    sheet.get_by_role("button", name="Guardar").click()
    expect(sheet).to_have_count(0)
    walk_in_app(celia, "/ladder/roster")

    found = celia.page.locator(".record-list li", has_text="Nayeli")
    expect(found).to_contain_text("Verificar en la calle")
    expect(found.get_by_role("link", name="Llamar a Nayeli")).to_have_attribute("href", "tel:+18285550123")
    roles = celia.page.get_by_label("Papel", exact=True)
    roles.select_option(label="Santuario (Sanctuary)")
    celia.sees("Nadie con todo eso")
    roles.select_option(label="Verifica (Verifier)")
    expect(found).to_be_visible()
    assert celia.device.refused == []


def test_a_card_held_before_a_camera_is_ticked_where_the_browser_reads_no_codes(
    celia: Person, seen: Path
) -> None:
    assert not celia.page.evaluate("() => 'BarcodeDetector' in globalThis")
    walk_in_app(celia, "/ladder/events")
    event = plan_posada(celia)
    seen.write_bytes(photograph(celia) * FRAMES)
    walk_in_app(celia, f"{event}/door")
    celia.sees("0 de 1 invitada")

    # Whoever gives the page no camera is told so, and how it goes on without one.
    celia.button(CAMERA).click()
    celia.sees(REFUSED, timeout=LONG)
    celia.sees("Sin cámara también se puede")
    expect(celia.page.locator("video")).to_have_count(0)

    assert celia.device.context
    celia.device.context.grant_permissions(["camera"])
    celia.button(CAMERA).click()
    celia.sees("Llegó: Nayeli", timeout=LONG)
    celia.sees("1 de 1 invitada")
    expect(celia.page.get_by_text(REFUSED)).to_have_count(0)
    celia.button("Apagar la cámara").click()
    expect(celia.page.locator("video")).to_have_count(0)
    assert celia.device.refused == []


def plan_posada(celia: Person) -> str:
    """An event of today with Nayeli invited; its path."""
    celia.button("Planear un evento").click()
    celia.field("Qué evento es").fill("Posada")
    celia.field("Qué día").fill(str(date.today()))  # noqa: DTZ011 - the day on the person's calendar
    celia.button("Guardar").click()
    expect(celia.page).to_have_url(re.compile(r"/ladder/events/[0-9a-f-]{36}$"))
    celia.button("Invitar").click()
    celia.choose("Nayeli")
    celia.button("Invitar a 1 persona").click()
    expect(celia.page.get_by_role("dialog")).to_have_count(0)
    return re.sub(r"^https?://[^/]+", "", celia.page.url)


def photograph(celia: Person) -> bytes:
    """Her card as it is printed, as a JPEG picture; of even sides, as Chromium reads no other from a file."""
    page: Page = celia.page
    page.evaluate("() => { globalThis.print = () => {} }")
    celia.button("Imprimir las tarjetas").click()
    page.emulate_media(media="print")
    box = page.locator(".event-cards article").bounding_box()
    assert box
    width, height = box["width"] // 2 * 2, box["height"] // 2 * 2
    clip: FloatRect = {"x": box["x"], "y": box["y"], "width": width, "height": height}
    picture = page.screenshot(type="jpeg", quality=80, full_page=True, clip=clip)
    page.emulate_media(media="screen")
    return picture
