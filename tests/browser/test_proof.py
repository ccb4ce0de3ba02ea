"""An open laptop is not enough to give roles away: the seven words are asked for, and what was begun then goes on."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server


def let_proofs_grow_old(server: Server) -> None:
    with sqlite3.connect(server.instance / "canvass.sqlite3", timeout=30) as database:
        database.execute("UPDATE sessions SET proved_at = '2026-01-01 00:00:00.000000'")


def type_words(elena: Person, words: str) -> None:
    sheet = elena.page.get_by_role("dialog", name="Confirme que es usted")
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
    elena.page.locator("button.record-link", has_text="Alma").click()
    elena.page.get_by_label("Papel").select_option(label="Coordinación")
    elena.button("Guardar").click()
    type_words(elena, " ".join(reversed(elena.words.split())))
    elena.sees("Esas palabras no abren sus bóvedas")
    type_words(elena, elena.words)
    elena.sees("Guardado")
    elena.page.keyboard.press("Escape")
    expect(elena.page.locator("button.record-link", has_text="Alma")).to_contain_text("Coordinación")

    # With the keys in memory nobody is asked again, and for a while not even the keys are.
    let_proofs_grow_old(server)
    elena.page.locator("button.record-link", has_text="Alma").click()
    elena.page.get_by_label("Papel").select_option(label="Persona voluntaria")
    elena.button("Guardar").click()
    expect(elena.page.get_by_role("dialog", name="Confirme que es usted")).to_have_count(0)
    elena.page.keyboard.press("Escape")
    expect(elena.page.locator("button.record-link", has_text="Alma")).to_contain_text("Persona voluntaria")
