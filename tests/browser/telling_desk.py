"""What staff writes at the desk beyond a card and its notes: tasks, a landlord whom others know too, a meeting, an event."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Locator, expect

from canvass import vaults
from canvass.consulta import Case
from canvass.db import db
from canvass.members import organisation_id
from canvass.sealing import seal, verify_chain
from canvass.slot_holds import SlotHold
from tests.browser.acts import Person
from tests.browser.canaries import (
    ALIKE,
    CAME_OF_IT,
    CASE_TASKS,
    COUNTERPARTY,
    EVENT,
    FOOD,
    HOUSEHOLD,
    LADDER_TASK,
    MEETING,
    OUTCOME,
    ROLE,
)
from tests.browser.test_screens import walk_in_app
from tests.browser.watching import Story
from tests.cast import writing_to

NEIGHBOUR = {
    "v": 1,
    "card": {"name": "", "phone": "", "channel": "call", "when": [], "voicemail": False, "ask_for": "", "language": "es"},
    "needs": ["housing"],
    "urgency": "week",
    "consent": {"purposes": ["consulta", "leadership"], "words": "", "language": "es", "on": "2026-11-23"},
    "opened_on": "2026-11-23",
}  # fmt: skip


def bring_neighbours(story: Story) -> None:
    """Two more households with the same landlord, as some other browser sealed them: one of them spells the name otherwise."""
    with writing_to(story.app):
        org = organisation_id()
        live = verify_chain(vaults.key_log(), org=org).live("consulta")
        assert live
        for name in (COUNTERPARTY["name"], ALIKE):
            case = uuid4()
            against = {"kind": "landlord", "name": name, "place": COUNTERPARTY["place"]}
            body = {**NEIGHBOUR, "id": str(case), "contact": str(uuid4()), "counterparty": against}
            sealed = seal(live.key, org, "consulta", "case", str(case), body)
            db.session.add(Case(id=case, key_id=live.key_id, sealed=sealed))


def bring_hold(story: Story) -> None:
    """An hour that some other phone held: the copy has every kind."""
    with writing_to(story.app):
        org = organisation_id()
        live = verify_chain(vaults.key_log(), org=org).live("intake")
        assert live
        hold, slot = uuid4(), uuid4()
        year, week, _ = date.today().isocalendar()  # noqa: DTZ011 - a week is enough
        body = {"v": 1, "id": str(hold), "slot": str(slot)}
        sealed = seal(live.key, org, "intake", "hold", str(hold), body)
        kept = {"campaign_id": story.ground.campaign, "week": f"{year}-W{week:02d}", "digest": bytes(32)}
        db.session.add(SlotHold(id=hold, slot_id=slot, key_id=live.key_id, sealed=sealed, **kept))


def fill_household(celia: Person, sheet: Locator) -> None:
    sheet.get_by_label("Cuántas personas viven ahí").fill(str(HOUSEHOLD))
    celia.choose("Quien le renta")
    sheet.get_by_label("Nombre o empresa").fill(COUNTERPARTY["name"])
    sheet.get_by_label("Lugar", exact=True).fill(COUNTERPARTY["place"])


def see_case_through(celia: Person) -> None:
    """All kinds of tasks, each ended with what came of it; a meeting with those who have the same landlord; the case's end."""
    case = urlsplit(celia.page.url).path
    for kind, fields in CASE_TASKS.items():
        add_task(celia, kind, fields)
    for fields in CASE_TASKS.values():
        end_task(celia, fields["Qué hay que hacer"], "Qué pasó")
    call_meeting(celia)
    walk_in_app(celia, case)
    celia.choose("Resuelto")
    sheet = celia.page.get_by_role("dialog")
    sheet.get_by_label("Qué cambió").fill(f"{OUTCOME}fin")
    sheet.get_by_role("button", name="Cerrar el caso").click()
    expect(celia.page.locator("ol.notes", has_text=f"{OUTCOME}fin")).to_be_visible()


def add_task(celia: Person, kind: str, fields: Mapping[str, str]) -> None:
    celia.button("Agregar un pendiente").click()
    sheet = celia.page.get_by_role("dialog")
    sheet.locator("label", has_text=kind).first.click()
    for label, text in fields.items():
        sheet.get_by_label(label).fill(text)
    if kind == "Derivación":
        celia.choose("La persona dijo que sí")
    sheet.get_by_role("button", name="Agregar", exact=True).click()
    expect(celia.page.locator("li.task", has_text=fields["Qué hay que hacer"])).to_be_visible()


def end_task(celia: Person, text: str, asked: str) -> None:
    task = celia.page.locator("li.task", has_text=text)
    task.get_by_role("button", name="Hecho").click()
    sheet = celia.page.get_by_role("dialog")
    sheet.get_by_label(asked).fill(f"{OUTCOME}{text[-5:]}")
    if sheet.get_by_text("Cómo terminó").count():
        celia.choose("Recibió ayuda")
    sheet.get_by_role("button", name="Hecho").click()
    expect(task).to_contain_text(f"{OUTCOME}{text[-5:]}")


def call_meeting(celia: Person) -> None:
    """One household more makes it a pattern, once somebody has said that both spellings are one landlord's."""
    walk_in_app(celia, "/patterns")
    celia.button("Sí, es lo mismo").click()
    celia.button("¿Convocar a una reunión?").click()
    sheet = celia.page.get_by_role("dialog")
    sheet.get_by_label("Para qué es la reunión").fill(MEETING["title"])
    sheet.get_by_label("Dónde").fill(MEETING["place"])
    sheet.get_by_label("Qué día").fill(str(date.today() + timedelta(days=7)))  # noqa: DTZ011 - on the calendar
    sheet.get_by_role("button", name="Convocar e invitar").click()
    expect(celia.page.locator("li.task", has_text=MEETING["title"])).to_contain_text("Invitaciones: 3")
    celia.button("Ya fue").click()
    sheet.get_by_label("Qué pasó").fill(MEETING["outcome"])
    sheet.get_by_role("button", name="Ya fue").click()
    expect(celia.page.locator("li.task", has_text=MEETING["outcome"])).to_be_visible()


def see_person_through(celia: Person) -> None:
    """A one-on-one, and what mattered to them; what they can be called for; an event, and what they need to come."""
    person = urlsplit(celia.page.url).path
    add_task(celia, "Uno a uno", LADDER_TASK)
    end_task(celia, LADDER_TASK["Qué hay que hacer"], "Qué le importa")
    note_role(celia)
    hold_event(celia)
    walk_in_app(celia, person)


def note_role(celia: Person) -> None:
    celia.button("Anotar su papel").click()
    sheet = celia.page.get_by_role("dialog")
    sheet.locator("label", has_text="Verifica").click()
    for label, text in ROLE.items():
        sheet.get_by_label(label).fill(text)
    sheet.get_by_role("button", name="Guardar").click()
    celia.sees(ROLE["Condado o zona"])


def hold_event(celia: Person) -> None:
    """They are invited, come, and do not eat everything."""
    walk_in_app(celia, "/ladder/events")
    celia.button("Planear un evento").click()
    sheet = celia.page.get_by_role("dialog")
    for label, text in EVENT.items():
        sheet.get_by_label(label).fill(text)
    sheet.get_by_label("Qué día").fill(str(date.today() + timedelta(days=9)))  # noqa: DTZ011 - on the calendar
    sheet.get_by_role("button", name="Guardar").click()
    celia.page.get_by_role("button", name="Invitar", exact=True).click()
    sheet.get_by_role("button", name="Marcar a todas").click()
    sheet.get_by_role("button", name="Invitar a 1 persona").click()
    celia.page.get_by_role("button", name=re.compile("qué necesita")).click()
    sheet.get_by_label("Qué no come").fill(FOOD)
    sheet.get_by_role("button", name="Viene, y esto necesita").click()
    expect(celia.page.locator("li.task", has_text=FOOD)).to_be_visible()
    celia.button("Ya fue").click()
    sheet.get_by_label("Qué pasó").fill(CAME_OF_IT)
    sheet.get_by_role("button", name="Ya fue").click()
    celia.sees(CAME_OF_IT)
