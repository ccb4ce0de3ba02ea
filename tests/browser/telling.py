"""The story of a person told at a door, each of their fields with a canary: walk, review, tracks, copies, night, erasure."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select, update

from canvass import nights
from canvass.app import create_app
from canvass.assignments import Assignment
from canvass.config import Settings
from canvass.consulta import Case
from canvass.db import db
from canvass.members import Member
from canvass.places import Place
from tests.browser import acts
from tests.browser.acts import LONG, Person
from tests.browser.canaries import (
    CARD,
    CASE_NOTE,
    CORRECTED_NOTE,
    DOOR_LANGUAGE,
    DOOR_NOTE,
    LADDER_NOTE,
    LADDER_STEP,
    MOVE_NOTE,
    NEW_CARD,
    OTHER_PHONE,
    PHONE,
    PROMISE,
    REASON,
    STEP,
    UNSAVED,
    WHERE,
)
from tests.browser.telling_desk import (
    bring_hold,
    bring_neighbours,
    fill_household,
    see_case_through,
    see_person_through,
)
from tests.browser.test_screens import walk_in_app
from tests.browser.watching import Story
from tests.cast import writing_to
from tests.walk import lay_ground, lend


def tell(story: Story) -> None:
    """From the vaults to the erased phone."""
    begin(story)
    walk(story)
    review(story)
    forget(story)


def begin(story: Story) -> None:
    """Celia makes the vaults; a turf on a street of its own is Alma's until this evening; she has it on her phone."""
    server = story.server
    link = server.canvass("invite", "--role", "admin", "--alias", "Celia")["link"]
    story.celia = acts.enrol(story.make_device("celia", laptop=True), link)
    acts.make_vaults(story.celia)
    story.alma = acts.enrol(
        story.make_device("alma"), server.canvass("invite", "--role", "volunteer", "--alias", "Alma")["link"]
    )
    story.app = create_app(Settings.from_environment(server.environment()))
    here = SimpleNamespace(app=story.app)
    celia, alma = (_member(story.app, alias) for alias in ("Celia", "Alma"))
    story.ground = lay_ground(here, 6, lead=celia)  # type: ignore[arg-type]
    with writing_to(story.app):
        db.session.execute(update(Place).values(street=f"Calle {WHERE}"))
    lend(here, story.ground.turf, alma)  # type: ignore[arg-type]


def _member(app: Flask, alias: str) -> Any:
    with app.app_context():
        found = db.session.scalars(select(Member.id).where(Member.alias == alias)).one()
        db.session.rollback()
    return SimpleNamespace(member_id=found)


def walk(story: Story) -> None:
    """Alma, out of reach: a note, somebody who wants to be called, and one whom she does not finish writing down."""
    alma = story.alma
    alma.page.reload()
    alma.page.get_by_role("link", name="Arroyo").click()
    alma.sees("Siguiente")
    alma.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    alma.device.offline()
    alma.page.get_by_text("Siguiente").click()
    alma.button("Nota o idioma").click()
    alma.field("Nota para el equipo").fill(DOOR_NOTE)
    name_language(alma, "Idioma que se habló", DOOR_LANGUAGE)
    acts.record(alma, "Volver después")
    acts.record(alma, "Conversación")
    # A sensitive one: its answer is sealed.
    alma.page.locator("fieldset", has_text="¿Tiene miedo?").locator("label").first.click()
    alma.page.get_by_role("link", name="Contacto").first.click()
    meet(alma, CARD, PHONE)
    alma.button("Guardar").click()
    alma.sees("Guardado y sellado")
    story.look_at_phone("after save")
    # Somebody else, half written: in reach again, the phone is locked in the middle of it.
    alma.go(f"/doors/{story.ground.doors[2]}/contact")
    meet(alma, {**CARD, "Nota": UNSAVED}, OTHER_PHONE)
    story.look_at_phone("while writing")
    hand_in(story)
    lock_up(story)


def lock_up(story: Story) -> None:
    """Locked by a tap, and found so by whoever opens it again."""
    alma = story.alma
    alma.go(f"/turfs/{story.ground.turf}")
    alma.sees("Siguiente")
    alma.button("Menú").click()
    alma.link_to("Ajustes").click()
    alma.button("Bloquear ahora").click()
    expect(alma.button("Bloquear ahora")).to_have_count(0)
    alma.device.pin, pin = None, alma.device.pin
    story.look_at_phone("after lock")
    alma.go("/turfs")
    expect(alma.page.locator("input.pin")).to_be_visible()
    alma.device.close()
    alma.device.pin = pin
    alma.device.open(story.server.url)


def name_language(person: Person, label: str, language: str) -> None:
    person.page.get_by_label(person.say(label)).select_option(value="other")
    person.field("¿Cómo se llama el idioma?").fill(language)


def meet(person: Person, card: dict[str, str], phone: str) -> None:
    """Consent first, then every field there is."""
    person.choose("Consulta")
    person.choose("Eventos")
    fill_card(person, card, phone)
    person.choose("Vivienda")
    person.choose("Hoy")
    person.field("Nota").fill(card["Nota"])
    for label, said in PROMISE.items():
        person.field(label).fill(said)


def fill_card(person: Person, card: dict[str, str], phone: str) -> None:
    for label in ("Nombre o alias", "Preguntar por"):
        person.field(label).fill(card[label])
    person.field("Teléfono").fill(phone)
    name_language(person, "Idioma para hablarle", card["¿Cómo se llama el idioma?"])


def hand_in(story: Story) -> None:
    """Back in reach: everything is sent, the first visit corrected, and that is sent as well."""
    alma = story.alma
    alma.device.offline(False)
    send(alma)
    alma.go(f"/doors/{story.ground.doors[0]}")
    alma.page.locator("a[href*='/visits/']").first.click()
    alma.field("Nota nueva, en lugar de la sellada").fill(CORRECTED_NOTE)
    alma.button("Guardar cambios").click()
    expect(alma.page).to_have_url(re.compile(r"/doors/[0-9a-f-]+$"))
    send(alma)


def send(alma: Person) -> None:
    alma.go("/records")
    alma.page.get_by_role("button", name=re.compile("Enviar")).first.click()
    expect(alma.page.locator("a.truth")).to_contain_text("0\u00a0en\u00a0este\u00a0teléfono", timeout=LONG)


def review(story: Story) -> None:
    """Celia searches, routes to both tracks, edits, notes, moves, and takes a sealed copy."""
    celia = story.celia
    bring_neighbours(story)
    celia.go("/review")
    celia.field("Sus siete palabras, en orden").fill(celia.words)
    celia.button("Abrir").click()
    celia.sees(CARD["Nombre o alias"], timeout=LONG)
    celia.page.get_by_role("searchbox").fill(CARD["Nombre o alias"])
    celia.page.locator("a.contact-row").first.click()
    celia.sees(CARD["Nota"])
    celia.choose("Liderazgo")
    for n, step in enumerate((STEP, LADDER_STEP)):
        celia.field("Siguiente paso").nth(n).fill(step)
    celia.field("Por qué no lo sugerido").fill(REASON)
    celia.button("Encaminar").click()
    celia.page.get_by_role("link", name="Ver el caso").click()
    edit_case(celia)
    story.case = urlsplit(celia.page.url).path
    celia.page.go_back()
    celia.page.get_by_role("link", name="Ver en la escalera").click()
    edit_person(celia)
    see_person_through(celia)
    walk_in_app(celia, story.case)
    see_case_through(celia)
    bring_hold(story)
    story.exported = take_copy(celia)


def edit_case(celia: Person) -> None:
    celia.button("Cambiar datos").click()
    sheet = celia.page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    fill_card(celia, NEW_CARD, OTHER_PHONE)
    sheet.get_by_label("Nota", exact=True).fill(NEW_CARD["Nota"])
    fill_household(celia, sheet)
    sheet.get_by_role("button", name="Guardar").click()
    celia.sees(NEW_CARD["Nombre o alias"])
    add_note(celia, CASE_NOTE)


def add_note(celia: Person, note: str) -> None:
    celia.field("Nota nueva").fill(note)
    celia.button("Guardar la nota").click()
    expect(celia.page.locator("ol.notes", has_text=note).last).to_be_visible()


def edit_person(celia: Person) -> None:
    celia.button("Mover de paso").click()
    sheet = celia.page.get_by_role("dialog")
    sheet.get_by_label("Nota").fill(MOVE_NOTE)
    sheet.locator("button[type=submit]").click()
    celia.sees(MOVE_NOTE)
    add_note(celia, LADDER_NOTE)


def take_copy(celia: Person) -> bytes:
    """The sealed copy of everything, as it is downloaded."""
    celia.page.get_by_role("button", name="Menú").click()
    celia.link_to("Bóvedas").click()
    celia.page.get_by_text("Una copia sellada").click()
    with celia.page.expect_download() as copy:
        celia.button("Bajar la copia").click()
    return copy.value.path().read_bytes()


def unlock_again(celia: Person) -> None:
    """Her browser was closed, and keeps no key."""
    celia.field("Sus siete palabras, en orden").fill(celia.words)
    celia.button("Abrir").click()


def forget(story: Story) -> None:
    """A backup, the night with another one, the turf taken back, the phone erased."""
    story.look_at_server("while people work")
    story.look_at(story.celia, "after review", "staff")
    story.server.canvass("backup")
    story.look_at_server("after a backup")
    with story.app.app_context():
        assert nights.pass_night(story.app.config["SETTINGS"]) == []
        db.engine.dispose()
    story.look_at_server("after the night")
    erase_them(story)
    take_back(story)
    story.look_at_phone("after purge")
    story.alma.go("/settings")
    story.alma.button("Borrar todo de este teléfono").click()
    story.alma.button("Borrar todo").click()
    story.alma.sees("Este teléfono todavía no está inscrito")
    story.look_at_phone("after erase")


def erase_them(story: Story) -> None:
    """They ask to be erased. After the night not even what nobody can open is left of them, but in backups of before."""
    with story.app.app_context():
        case = db.session.get_one(Case, UUID(story.case.rpartition("/")[2]))
        sealed = bytes(case.sealed)
        db.session.rollback()
    assert story.hold(sealed) != []
    story.celia.go(story.case)
    unlock_again(story.celia)
    story.celia.button("Borrar porque lo pide").click()
    story.celia.button("Borrar para siempre").click()
    story.celia.sees("Se borró para siempre")
    with story.app.app_context():
        assert nights.pass_night(story.app.config["SETTINGS"]) == []
        db.engine.dispose()
    story.left = story.hold(sealed)


def take_back(story: Story) -> None:
    """The lease has ended, and the phone hears of it."""
    ended = datetime.now(UTC) - timedelta(hours=48)
    with writing_to(story.app):
        db.session.execute(update(Assignment).values(until=ended, starts_at=ended - timedelta(hours=6)))
    story.alma.page.reload()
    story.alma.sees("todavía no tiene zona")
