"""From a gathering's table to a Verifier on the roster: what is asked of somebody once is found again when it counts."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import LONG
from tests.browser.device import Device
from tests.browser.server import Server
from tests.browser.test_screens import walk_in_app


def test_who_comes_to_a_table_can_be_called_as_a_verifier(
    server: Server, devices: Callable[..., Device]
) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Celia")["link"]
    celia = acts.enrol(devices("celia", laptop=True), link)
    acts.make_vaults(celia)
    acts.open_campaign(celia, "Otoño")
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
