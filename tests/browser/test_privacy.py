"""An administrator says how long things are kept, holds what a court asks for, erases a campaign, and sees what there is."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server


def row(elena: Person, text: str) -> Locator:
    return elena.page.locator(".record-list > li", has_text=text)


def test_what_is_kept_is_told_changed_held_and_erased(server: Server, devices: Callable[..., Device]) -> None:
    elena = acts.enrol(
        devices("elena"), server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    )
    acts.make_vaults(elena)
    acts.open_campaign(elena, "Otoño")
    elena.go("/privacy")
    expect(row(elena, "Quién hizo una visita")).to_contain_text("30 días")

    row(elena, "Quién hizo una visita").get_by_role("button").click()
    elena.field("Días").fill("7")
    elena.sees("se borra la próxima noche")
    elena.button("Guardar").click()
    expect(row(elena, "Quién hizo una visita")).to_contain_text("7 días")

    elena.button("Conservar algo").click()
    elena.choose("Una campaña")
    elena.page.get_by_label("Campaña", exact=True).select_option(label="Otoño")
    elena.field("Por qué").fill("Expediente 12")
    elena.button("Conservar desde ahora").click()
    expect(row(elena, "Expediente 12")).to_contain_text("Elena, desde el")

    erase(elena, "Otoño")
    elena.sees("Hay una orden de conservar esto")
    elena.page.keyboard.press("Escape")
    row(elena, "Expediente 12").get_by_role("button", name="Terminar").click()
    elena.button("Terminar la orden").click()
    expect(row(elena, "Expediente 12")).to_contain_text("Elena, del")

    erase(elena, "Otoño")
    elena.sees("La campaña se borró", timeout=30_000)
    elena.go("/campaigns")
    elena.sees("Todavía no hay campañas")

    elena.go("/privacy?holdings")
    table = elena.page.locator("details", has_text="holders")
    table.locator("summary").click()
    expect(table).to_contain_text("Sellado, ")


def erase(elena: Person, name: str) -> None:
    elena.page.locator("button", has_text="Borrar una campaña").click()
    sheet = elena.page.get_by_role("dialog", name="Borrar una campaña")
    sheet.get_by_label("Campaña", exact=True).select_option(label=name)
    expect(sheet.get_by_role("button", name="Borrar para siempre")).to_be_disabled()
    sheet.get_by_label("Escriba su nombre").fill(name)
    sheet.get_by_role("button", name="Borrar para siempre").click()
    question = elena.page.get_by_role("dialog", name=f"¿Borrar {name} para siempre?")
    question.get_by_role("button", name="Borrar para siempre").click()
