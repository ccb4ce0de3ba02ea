"""A second keyholder: made in her own browser, compared by six words, given the keys of old records too; and removed again."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import expect

from canvass import vaults
from canvass.app import create_app
from canvass.campaigns import Campaign
from canvass.config import Settings
from canvass.contacts import Contact
from canvass.db import begin_writing, db
from canvass.members import organisation_id
from canvass.sealing import VAULTS, KeyLog, open_blob, open_export, seal, unwrap, verify_chain
from canvass.vaults import Holder
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server

SHEET = "ol.words li"


def listed(person: Person, within: str = "") -> list[str]:
    words = person.page.locator(f"{within} {SHEET}")
    expect(words.first).to_be_visible()
    return [re.sub(r"^\d+\.?\s*", "", text).strip() for text in words.all_inner_texts()]


def make_a_key(person: Person) -> list[str]:
    """On her own screen: seven words for paper, then six to read aloud."""
    person.go("/vaults")
    person.button("Hacer mi llave").click()
    seven = listed(person)
    assert len(seven) == 7
    person.words = " ".join(seven)
    person.button("Ya las escribí").click()
    for box in person.page.get_by_role("textbox").all():
        asked = int(re.findall(r"\d+", box.evaluate("box => box.labels[0].textContent"))[0])
        box.fill(seven[asked - 1])
    person.button("Comprobar").click()
    person.sees("Su llave espera")
    return listed(person)


def unlock(person: Person) -> None:
    person.go("/review")
    person.field("Sus siete palabras, en orden").fill(person.words)
    person.button("Abrir").click()


def confirm(elena: Person) -> None:
    sheet = elena.page.get_by_role("dialog", name="Confirme que es usted")
    sheet.get_by_label("Sus siete palabras, en orden").fill(elena.words)
    sheet.get_by_role("button", name="Confirmar").click()


@contextmanager
def inside(server: Server) -> Iterator[KeyLog]:
    app = create_app(Settings.from_environment(server.environment()))
    with app.app_context():
        yield verify_chain(vaults.key_log(), org=organisation_id())
        db.engine.dispose()


def opens(server: Server, words: str, name: str) -> set[str]:
    """The vaults whose keys somebody's words open, as Python reads what the browsers stored."""
    with inside(server) as log:
        org = organisation_id()
        listed = next(each for entry in reversed(log.entries) for each in entry.holders if each.name == name)
        holder = db.session.get_one(Holder, UUID(listed.id))
        keys = open_blob(words, org, listed.id, holder.blob)
        found = set()
        for each in vaults.wraps_of(holder.id):
            entry = log.entry_of_key(each.key_id)
            assert entry
            unwrap(keys.box, org, entry.vault, each.key_id, listed.id, each.wrap)
            found.add(entry.vault)
    return found


def tell_a_contact(server: Server) -> UUID:
    """Somebody's card, sealed to the key of the day."""
    contact = uuid4()
    with inside(server) as log:
        begin_writing(db.session)
        days: dict[str, Any] = {"starts_on": date(2026, 11, 1), "ends_on": date(2027, 1, 31)}
        campaign = Campaign(name="Otoño", languages=["es"], state="open", rev=1, **days)
        live = log.live("intake")
        assert live
        body = {"v": 1, "type": "contact", "id": str(contact), "name": "Rosa"}
        sealed = seal(live.key, organisation_id(), "intake", "contact", str(contact), body)
        db.session.add(campaign)
        db.session.flush()
        told: dict[str, Any] = {"week": "2026-W48", "urgent": False, "digest": bytes(32)}
        key = {"key_id": live.key_id, "sealed": sealed}
        db.session.add(Contact(id=contact, campaign_id=campaign.id, **told, **key))
        db.session.commit()
    return contact


def lies_under_the_live_key(server: Server, contact: UUID) -> bool:
    with inside(server) as log:
        live = log.live("intake")
        return live is not None and db.session.get_one(Contact, contact).key_id == live.key_id


def test_a_second_keyholder_comes_and_goes(server: Server, devices: Callable[..., Device]) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena", laptop=True), link)
    acts.make_vaults(elena)
    elena.sees("Una sola persona tiene llave")
    celia = acts.enrol(devices("celia"), acts.invite(elena, "Celia", "Personal"))

    six = make_a_key(celia)
    elena.go("/vaults")
    elena.button("Comparar palabras").click()
    assert listed(elena, "dialog") == six, "both screens show the same six words"
    assert not set(six) >= set(celia.words.split()), "and not those on her paper"
    elena.button("Son las mismas: darle la llave").click()
    confirm(elena)
    elena.sees("Celia ya tiene llave")
    expect(elena.page.get_by_text("Una sola persona tiene llave")).to_have_count(0)
    celia.button("Ver si ya me la dieron").click()
    celia.sees("¿Perdió sus siete palabras?")
    unlock(celia)
    expect(celia.button("Cerrar bóvedas")).to_be_visible()
    assert opens(server, celia.words, "Celia") == set(VAULTS)
    elena.page.get_by_text("Una copia sellada").click()
    with elena.page.expect_download() as copy:
        elena.button("Bajar la copia").click()
    assert list(open_export(copy.value.path().read_bytes(), elena.words)) == []

    contact = tell_a_contact(server)
    row = elena.page.locator("li.record", has_text="Celia")
    row.get_by_role("button", name="Quitar").click()
    elena.page.get_by_role("dialog").get_by_role("button", name="Quitar la llave").click()
    elena.sees("Celia ya no tiene esa llave")
    elena.sees("Una sola persona tiene llave")
    # What was sealed before is sealed anew, in the browser that did it, without anybody's asking.
    deadline = time.monotonic() + 30
    while not lies_under_the_live_key(server, contact):
        assert time.monotonic() < deadline
        elena.page.wait_for_timeout(200)
    celia.go("/vaults")
    celia.sees("Su acceso terminó")
    assert opens(server, elena.words, "Elena") == set(VAULTS), (
        "who is left holds the new keys, and the old ones"
    )
    assert elena.device.refused == [] or all("403" in each for each in elena.device.refused)


def test_recovery_gives_a_key_where_nobody_else_can_and_is_made_anew(
    server: Server, devices: Callable[..., Device]
) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena", laptop=True), link)
    twelve = acts.make_vaults(elena)
    celia = acts.enrol(devices("celia"), acts.invite(elena, "Celia", "Personal"))
    make_a_key(celia)

    # Elena's words are lost: another browser of hers knows nothing but the paper.
    elena.go("/vaults")
    elena.page.get_by_text("La hoja de recuperación", exact=True).click()
    elena.field("Las doce palabras de la hoja, en orden").fill(" ".join(twelve[:-1]))
    elena.button("Abrir con la hoja").click()
    elena.sees("Alguna palabra no es de la hoja")
    elena.field("Las doce palabras de la hoja, en orden").fill(" ".join(twelve))
    elena.button("Abrir con la hoja").click()
    elena.sees("Las bóvedas están abiertas con la hoja")
    elena.button("Comparar palabras").click()
    elena.button("Son las mismas: darle la llave").click()
    elena.sees("Celia ya tiene llave")
    elena.button("Hacer una hoja nueva").click()
    fresh = listed(elena)
    assert fresh != twelve
    elena.choose("Está en papel, y sé dónde la voy a guardar")
    elena.button("Guardar las bóvedas").click()
    elena.sees("La hoja nueva ya sirve")
    unlock(celia)
    expect(celia.button("Cerrar bóvedas")).to_be_visible()
