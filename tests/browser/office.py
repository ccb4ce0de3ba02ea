"""An office of several: a server, its team with their keys and devices, and records laid for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from playwright.sync_api import Playwright
from sqlalchemy import select

from canvass.app import create_app
from canvass.config import Settings
from canvass.consulta import CaseNote
from canvass.db import db
from canvass.directory import add_organisation, add_service
from canvass.members import organisation_id
from canvass.sealing import NewHolder, make_vaults, recovery_holder, verify_chain
from canvass.vaults import key_log
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import LAPTOP, PHONE, Device
from tests.browser.links import link_for
from tests.browser.server import Server
from tests.cast import Cast, join, learn_log, lengthen_key_log, let_all_ask, writing_to
from tests.people import WEEK, add_case, add_person, freeze, hand_in
from tests.walk import lay_ground

TEAM = {
    "Elena": ("administrator", LAPTOP, "es-US"),
    "Celia": ("staff", LAPTOP, "en-US"),
    "Fidel": ("staff", PHONE, "es-US"),
}


@dataclass
class Office:
    """Elena administers, Celia works in English, Fidel with his phone. All of them hold every key."""

    server: Server
    cast: Cast
    campaign: UUID
    elena: Person
    celia: Person
    fidel: Person

    def lay_case(self, name: str, to: str) -> str:
        """A new case of somebody, that Celia offers to this one of them; its path in the app."""
        given = self._sealed("consulta", "case", name)
        taker = getattr(self.cast, to)
        return f"/cases/{add_case(self.cast, self.campaign, to=str(taker.member_id), **given)}"

    def lay_person(self, name: str) -> str:
        """Somebody new on the ladder; their path in the app."""
        given = self._sealed("leadership", "ladder", name)
        return f"/ladder/{add_person(self.cast, self.campaign, **given)}"

    def _sealed(self, vault: str, kind: str, name: str) -> dict[str, str]:
        record, spoken = str(uuid4()), {"language": "es"}
        learn_log(self.cast)
        card = {"name": name, "phone": "+18285550147", "channel": "call", "when": [], "voicemail": False}
        consent = {"purposes": [vault], "words": "Sí", "on": "2026-11-23", **spoken}
        body = {"v": 1, "id": record, "card": {**card, "ask_for": "", **spoken}, "consent": consent}
        sealed = self.cast.sealed_text(vault, kind, record, {**body, "next_step": "Llamar"})
        return {"id": record, "key_id": self.cast.key_id(vault), "sealed": sealed}

    def lay_pantry(self) -> str:
        """An organisation of the directory with a service; its path in the app."""
        one = uuid4()
        with writing_to(self.cast.app):
            listed = add_organisation(one, self.cast.elena.member_id, name="Despensa Roble")
            add_service(
                listed, uuid4(), self.cast.elena.member_id, name="Comida", needs=["food"], languages=["es"]
            )
        return f"/directory/{one}"

    def lay_contacts(self, *names: str) -> None:
        """New contacts from a door, each of whom wants Consulta's help."""
        learn_log(self.cast)
        consent = {"purposes": ["consulta"], "words": "Sí", "language": "es", "on": "2026-11-23"}
        same = {"v": 1, "type": "contact", "campaign": str(self.campaign), "week": WEEK, "urgent": False}
        records = []
        for name in names:
            record = str(uuid4())
            body = {**same, "id": record, "name": name, "on": "2026-11-23", "consent": consent}
            wants = {"channel": "visit", "language": "es", "urgency": "week", "needs": ["housing"]}
            sealed = self.cast.sealed_text("intake", "contact", record, {**body, **wants})
            records.append(freeze("contact", self.campaign, {"sealed": sealed}, id=record))
        assert {verdict["verdict"] for verdict in hand_in(self.cast.alma, *records)} == {"accepted"}

    def live_key(self) -> str:
        learn_log(self.cast)
        return self.cast.key_id("consulta")

    def keys_of_notes(self, case: str) -> list[str]:
        """The keys to which a case's notes were sealed."""
        with self.cast.app.app_context():
            wanted = CaseNote.case_id == UUID(case.rpartition("/")[2])
            found = list(db.session.scalars(select(CaseNote.key_id).where(wanted)))
            db.session.rollback()
        return found


@contextmanager
def open_office(playwright: Playwright, folder: Path) -> Iterator[Office]:
    """With its server running and everybody enrolled, on files in this folder."""
    server = Server(folder / "instance")
    server.canvass("init")
    app = create_app(Settings.from_environment(server.environment()))
    let_all_ask(app)
    people = {name: join(app, name, role) for name, (role, _, _) in TEAM.items()}
    holders = [NewHolder(name, str(person.member_id)) for name, person in people.items()]
    with writing_to(app):
        org = organisation_id()
        lengthen_key_log(make_vaults(org, [*holders, recovery_holder()]), by=people["Elena"].member_id)
        log = verify_chain(key_log(), org=org)
    elena, celia, fidel = people.values()
    alma, beto = join(app, "Alma", "volunteer"), join(app, "Beto", "lead")
    cast = Cast(app, org, alma, beto, celia, fidel, elena, holders[1], holders[0], recovery_holder(), log)
    campaign = lay_ground(cast, doors=0).campaign
    server.start()
    desks = []
    for holder, (_, view, locale) in zip(holders, TEAM.values(), strict=True):
        device = Device(playwright, folder / holder.name, view, locale)
        desks.append(acts.enrol(device, link_for(app, UUID(holder.member), server.url)))
        desks[-1].words = holder.words
    try:
        yield Office(server, cast, campaign, *desks)
    finally:
        for person in desks:
            person.device.close()
        server.stop()
        with app.app_context():
            db.engine.dispose()
