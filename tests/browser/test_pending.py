"""What waits for a lead: seen, understood and decided, on a phone and on a laptop, in both languages."""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from canvass import log, sync
from canvass.app import create_app
from canvass.assignments import Assignment, AssignmentMember
from canvass.db import begin_writing, db
from canvass.devices import Device
from canvass.handed import read_handed
from canvass.held_pushes import hold
from canvass.members import Member
from canvass.outbox_files import proof_of
from canvass.turfs import Turf, TurfDoor
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.demo import Demo
from tests.browser.device import Device as Browser
from tests.browser.test_screens import faults, open_in
from tests.conftest import make_settings
from tests.walk import new_id

NOW = datetime.now(UTC)


class Story:
    """Gloria's phone was cut off with two visits on it, Fermín's carried damage, a walk of an old lease came late, a
    stranger's phone hands in, and two doors were found and reported."""

    def __init__(self, instance: Path) -> None:
        self.outbox, self.seq = str(uuid.uuid4()), 0
        app = create_app(make_settings(instance))
        with app.app_context():
            begin_writing(db.session)
            self.fermin, self.alma = self._walk("Fermín"), self._walk("Alma")
            self._tell(self.alma)
            self._tell_of_a_lost_phone(self.fermin)
            self._tell_of_a_stranger()
            self.file = self._write_file()
            db.session.commit()
            db.engine.dispose()

    def _walk(self, alias: str) -> tuple[uuid.UUID, Assignment, Sequence[uuid.UUID]]:
        lease = db.session.scalars(
            select(Assignment)
            .join(AssignmentMember, AssignmentMember.assignment_id == Assignment.id)
            .join(Member, Member.id == AssignmentMember.member_id)
            .where(Member.alias == alias)
            .order_by(Assignment.id)
        ).first()
        assert lease
        device = db.session.scalars(
            select(Device.id).join(Member, Member.id == Device.member_id).where(Member.alias == alias)
        ).first()
        assert device
        doors = select(TurfDoor.door_id).where(TurfDoor.turf_id == lease.turf_id, TurfDoor.live)
        return device, lease, db.session.scalars(doors.order_by(TurfDoor.position)).all()

    def _item(self, lease: Assignment | None, kind: str, body: dict[str, Any]) -> dict[str, str]:
        self.seq += 1
        envelope = {
            "id": str(new_id()),
            "device_seq": self.seq,
            "outbox": self.outbox,
            "kind": kind,
            "assignment": str(lease.id) if lease else None,
            "generation": lease.generation if lease else None,
            "recorded_at": NOW.isoformat(),
            "clock": None,
            "schema": 1,
            "body": body,
        }
        return {"id": envelope["id"], "envelope": json.dumps(envelope)}

    def _visit(self, lease: Assignment | None, door: uuid.UUID, result: str) -> dict[str, str]:
        return self._item(lease, "visit.recorded", {"door": str(door), "result": result, "literature": False})

    def _push(self, device: uuid.UUID, items: list[dict[str, str]]) -> list[str]:
        handed = [read_handed(item) for item in items]
        answer = sync.take_in(device, handed, now=NOW, grace=timedelta(hours=24))
        return [each.verdict for each in answer.verdicts]

    def _tell(self, walk: tuple[uuid.UUID, Assignment, Sequence[uuid.UUID]]) -> None:
        device, lease, doors = walk
        added = {
            "door": str(uuid.uuid4()),
            "turf": str(lease.turf_id),
            "place": None,
            "kind": "house",
            "number": "7",
            "street": "Camino Nuevo",
            "label": "",
            "lon": None,
            "lat": None,
        }
        items = [
            self._item(lease, "door.added", added),
            self._item(lease, "door.reported", {"door": str(doors[1]), "problem": "unsafe"}),
            {"id": str(new_id()), "envelope": "{"},
        ]
        assert self._push(device, items) == ["accepted", "accepted", "quarantined"]

    def _tell_of_a_lost_phone(self, walk: tuple[uuid.UUID, Assignment, Sequence[uuid.UUID]]) -> None:
        """Some visits came late; then the phone was cut off, and still hands in."""
        device, lease, doors = walk
        superseded, lease.superseded_at = lease.superseded_at, NOW
        db.session.flush()
        late = [self._visit(lease, door, "not_home") for door in doors[:2]]
        assert self._push(device, late) == ["accepted"] * 2
        lease.superseded_at = superseded
        self.late_turf = db.session.get_one(Turf, lease.turf_id)
        self.late_turf_id, self.campaign = lease.turf_id, self.late_turf.campaign_id
        db.session.get_one(Device, device).revoked_at = NOW
        db.session.flush()
        results = ("conversation", "not_home", "declined", "vacant", "come_back")
        items = [self._visit(lease, door, result) for door, result in zip(doors[3:8], results, strict=True)]
        assert self._push(device, items) == ["quarantined"] * 5

    def _tell_of_a_stranger(self) -> None:
        head = log.found_log()
        head.restored_at = NOW
        _, lease, doors = self.alma
        items = [self._visit(lease, door, "not_home") for door in doors[:3]]
        hold(b"\x07" * 32, [read_handed(item) for item in items], NOW)

    def _write_file(self) -> str:
        device, lease, doors = self.alma
        events = [self._visit(lease, door, "not_home") for door in doors[:4]]
        file = {
            "format": "canvass outbox",
            "version": 1,
            "device": str(device),
            "events": events,
            "records": [],
            "proof": proof_of(db.session.get_one(Device, device).push_hash, device, events),
        }
        return json.dumps(file)


@pytest.fixture(scope="module")
def story(demo: Demo) -> Story:
    return Story(demo.instance)


def soundly(person: Person, where: str) -> None:
    """Nothing for axe to find, and nothing wider than the screen; in light and in dark."""
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert faults(person.page, f"{where} {scheme}") == {}


def test_a_lead_decides_about_what_was_set_apart(
    demo: Demo, story: Story, devices: Callable[..., Browser], tmp_path: Path
) -> None:
    beto = acts.enrol(devices("beto"), demo.link("lead"))
    beto.sees("9 cosas esperan su decisión")
    for locale in ("en-US", "es-US"):
        open_in(beto, locale)
        beto.go("/pending")
        beto.sees(beto.say("Lo que el servidor apartó"))
        soundly(beto, f"{locale} /pending")

    # One thing alone, with what is known of it; then the rest of that phone together.
    card = beto.page.get_by_role("article").filter(
        has_text=beto.say("El teléfono de %(alias)s", alias="Fermín")
    )
    card.get_by_role("listitem").first.get_by_role("button").click()
    beto.sees("Si sabe que así fue")
    expect(beto.button("Descartar")).to_be_disabled()
    soundly(beto, "deciding")
    beto.button("Aceptar").click()
    beto.sees("Aceptado: ya cuenta")
    card.get_by_role("button", name="Decidir los 4 juntos").click()
    beto.field("Por qué lo decide así").fill("Lo vi yo")
    beto.button("Aceptar los %(n)s", n=4).click()
    expect(card).to_have_count(0)

    # What cannot be read goes, with a reason.
    beto.page.get_by_role("button", name="Un registro que no se puede leer").click()
    expect(beto.button("Aceptar")).to_have_count(0)
    beto.field("Por qué lo decide así").fill("No se puede leer")
    beto.button("Descartar").click()
    beto.page.get_by_text("6 ya decididos").click()
    beto.sees("«No se puede leer»")

    # What phones found is read, and off the list.
    expect(beto.page.get_by_text("No es seguro acercarse")).to_be_visible()
    for _ in range(2):
        seen = beto.page.get_by_role("button", name="Visto:")
        before = seen.count()
        seen.first.click()
        expect(seen).to_have_count(before - 1)

    # A stranger's phone is somebody's.
    beto.page.get_by_role("combobox", name="De quién es").select_option(label="Alma")
    beto.button("Es su teléfono").click()
    beto.sees("El servidor no puede comprobar que este teléfono es suyo.")
    soundly(beto, "confirming")
    beto.page.get_by_role("dialog").get_by_role("button", name="Sí, es su teléfono").click()
    beto.sees("Nada espera su decisión")

    # A file arrives once.
    for content, said in (
        (story.file, "4 registros nuevos ya cuentan"),
        (story.file, "4 ya habían llegado"),
        ("no", "Este archivo no es la copia de un teléfono"),
    ):
        bring(beto, tmp_path / "canvass-1.json", content)
        beto.sees(said)
    soundly(beto, "/pending, empty")
    # What was no file was refused, and nothing else.
    assert [each.rsplit("/", 1)[-1] for each in beto.device.refused] == ["outbox-files"]


def bring(person: Person, path: Path, content: str) -> None:
    path.write_text(content)
    field = person.page.locator("input[type=file]")
    expect(field).to_be_enabled()
    field.set_input_files(path)


def test_a_lead_sees_on_the_turf_what_came_late(
    demo: Demo, story: Story, devices: Callable[..., Browser]
) -> None:
    elena = acts.enrol(devices("elena", laptop=True), demo.link("administrator"))
    elena.go(f"/campaigns/{story.campaign}/map?turf={story.late_turf_id}")
    elena.page.get_by_text("2 visitas llegaron tarde").click()
    elena.sees("No hay nadie · Fermín")
    expect(elena.page.get_by_text("Llegó: ").first).to_be_visible()
    soundly(elena, "laptop turf")
    elena.go("/pending")
    elena.sees("Pendientes")
    soundly(elena, "laptop /pending")
