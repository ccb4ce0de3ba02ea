"""An open laptop is not enough to give roles away: words or a finger are asked for, and what was begun then goes on."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.passkeys import passkeys_of
from tests.browser.server import Server


def let_proofs_grow_old(server: Server) -> None:
    with sqlite3.connect(server.instance / "canvass.sqlite3", timeout=30) as database:
        database.execute("UPDATE sessions SET proved_at = '2026-01-01 00:00:00.000000'")


def asked_to_prove(elena: Person) -> Locator:
    return elena.page.get_by_role("dialog", name="Confirme que es usted")


def give_role(elena: Person, role: str) -> None:
    elena.page.locator("button.record-link", has_text="Alma").click()
    elena.page.get_by_label("Papel").select_option(label=role)
    elena.button("Guardar").click()


def type_words(elena: Person, words: str) -> None:
    sheet = asked_to_prove(elena)
    sheet.get_by_label("Sus siete palabras, en orden").fill(words)
    sheet.get_by_role("button", name="Confirmar").click()


def test_a_role_is_given_by_who_knows_the_words(server: Server, devices: Callable[..., Device]) -> None:
    elena = acts.enrol(
        devices("elena"), server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    )
    acts.make_vaults(elena)
    acts.enrol(devices("alma"), acts.invite(elena, "Alma"))
    let_proofs_grow_old(server)

    elena.go("/people")
    give_role(elena, "Coordinación")
    type_words(elena, " ".join(reversed(elena.words.split())))
    elena.sees("Esas palabras no abren sus bóvedas")
    type_words(elena, elena.words)
    elena.sees("Guardado")
    elena.page.keyboard.press("Escape")
    expect(elena.page.locator("button.record-link", has_text="Alma")).to_contain_text("Coordinación")

    # With the keys in memory nobody is asked again, and for a while not even the keys are.
    let_proofs_grow_old(server)
    give_role(elena, "Persona voluntaria")
    expect(asked_to_prove(elena)).to_have_count(0)
    elena.page.keyboard.press("Escape")
    expect(elena.page.locator("button.record-link", has_text="Alma")).to_contain_text("Persona voluntaria")

    # A finger opens and proves in the words' place, where they were typed once to allow it.
    passkeys_of(elena.page)
    elena.go("/vaults")
    elena.page.get_by_text("Abrir con huella o rostro").click()
    elena.field("Sus siete palabras, en orden").fill(elena.words)
    elena.button("Seguir").click()
    elena.button("Usar mi huella o rostro").click()
    elena.sees("En este equipo sus bóvedas abren también con su huella o rostro.")
    by_finger = elena.button("Usar huella o rostro")
    elena.go("/review")
    by_finger.click()
    expect(elena.button("Cerrar bóvedas")).to_be_visible()
    let_proofs_grow_old(server)
    elena.go("/people")
    give_role(elena, "Coordinación")
    expect(asked_to_prove(elena)).to_be_visible()
    by_finger.click()
    elena.sees("Guardado")
    elena.page.keyboard.press("Escape")
    expect(elena.page.locator("button.record-link", has_text="Alma")).to_contain_text("Coordinación")

    elena.go("/vaults")
    elena.page.get_by_text("Abrir con huella o rostro").click()
    elena.button("Abrir solo con las palabras").click()
    elena.sees("Desde ahora solo abren sus palabras.")
    elena.go("/review")
    expect(elena.field("Sus siete palabras, en orden")).to_be_focused()
    expect(by_finger).to_have_count(0)
    assert [said for said in elena.device.refused if "403" not in said] == []
