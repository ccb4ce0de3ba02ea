"""Texts that would be a script to a careless screen, planted through the API in all that one member writes and others read."""

import csv
import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from canvass import log
from canvass.db import db
from canvass.members import Member
from canvass.places import Door, Place
from tests.api.world import draft_plan, invitation
from tests.browser.planting_desk import plant_desk
from tests.cast import Cast, let_all_ask, prove, writing_to
from tests.people import contact, freeze, hand_in
from tests.walk import Ground, Phone, lay_ground, lend

MARK = re.compile(r"k(\d+)k")
LONG = "'\"></textarea></script><img src=/x onerror=ran()><svg onload=ran()>\\u003cscript>ran()</script>{{ran()}}"


CONSENT = {"purposes": ["consulta", "leadership"], "language": "es", "on": "2026-11-23"}


@dataclass
class Planted:
    """What was planted where, by its number; the number stands in the text and in nothing else."""

    where: dict[int, str] = field(default_factory=dict)

    def text(self, where: str, *, most: int = 200) -> str:
        """A text for this place, no longer than it may be there."""
        number = len(self.where)
        self.where[number] = where
        tail = LONG if most > len(LONG) + 8 else '"><img src=x onerror=ran()>'
        return f"k{number}k{tail}"

    def each(self, where: str, *languages: str) -> dict[str, str]:
        return {language: self.text(f"{where}, {language}") for language in languages}

    def missing(self, seen: str) -> set[str]:
        """The places whose texts stand nowhere in what was seen."""
        found = {int(number) for number in MARK.findall(seen)}
        return {where for number, where in self.where.items() if number not in found}


@dataclass
class Garden:
    """The cast's organisation, planted all over."""

    planted: Planted
    ground: Ground
    plan: str
    case: str
    person: str
    waiting: str
    listed: str
    event: str


def plant(cast: Cast) -> Garden:
    """Plant everywhere. Celia administers as well, so that one desk shows it all."""
    let_all_ask(cast.app)
    prove(cast.celia)
    with writing_to(cast.app):
        db.session.get_one(Member, cast.celia.member_id).role = "administrator"
    planted, ground = Planted(), lay_ground(cast)
    before = lend(cast, ground.turf, cast.dario)
    phone = lend(cast, ground.turf, cast.alma)
    _ground(cast, planted, ground)
    _team(cast, planted)
    _walk(cast, planted, ground, phone)
    _late_and_unknown(cast, ground, before, phone)
    waiting, case, person = _people(cast, planted, ground)
    listed, event = plant_desk(cast, planted.text, case, person)
    # The last that gives doors away: its towns are of its own making.
    plan = str(draft_plan(cast, ground))
    return Garden(planted, ground, plan, case, person, waiting, listed, event)


def _ground(cast: Cast, planted: Planted, ground: Ground) -> None:
    """What leads and lists write: a campaign, its script, a turf, places and doors."""
    beto, campaign = cast.beto, f"/api/campaigns/{ground.campaign}"
    rev = _told(beto.get(campaign))["rev"]
    _told(beto.patch(campaign, {"rev": rev, "name": planted.text("a campaign's name", most=60)}))
    question = {"id": "rent", "type": "single", "sensitive": False, "text": planted.each("a question", "es")}
    question["options"] = [{"id": n, "text": planted.each(f"an option, {n}", "es")} for n in ("yes", "no")]
    said = {part: planted.each(f"a script's {part}", "es") for part in ("greeting", "consent", "promise")}
    _told(beto.post(f"{campaign}/scripts", {"body": {**said, "questions": [question]}}))
    turf = f"/api/turfs/{ground.turf}"
    change = {"name": planted.text("a turf's name", most=60), "note": planted.text("a turf's note")}
    _told(beto.patch(turf, {"rev": _told(beto.get(turf))["rev"], **change}))
    with writing_to(cast.app):
        # As a list may bring them.
        place, door = db.session.get_one(Place, ground.places[0]), db.session.get_one(Door, ground.doors[0])
        place.name, place.street = planted.text("a place's name"), planted.text("a street")
        place.number, door.label = planted.text("a number", most=40), planted.text("a door's label", most=40)
        place.quality = "town"


def _team(cast: Cast, planted: Planted) -> None:
    """Aliases, of members and of who is invited; why something is kept."""
    for person in (cast.alma, cast.beto, cast.dario):
        alias = planted.text(f"{person.name}'s alias", most=60)
        _told(cast.celia.patch(f"/api/members/{person.member_id}", {"alias": alias}))
    invited = {**invitation(), "alias": planted.text("the alias of who is invited", most=60)}
    _told(cast.celia.post("/api/invitations", invited))
    hold = {"covers": "kind", "campaign": None, "kind": "audit", "reason": planted.text("a hold's reason")}
    _told(cast.celia.post("/api/holds", hold))


def _walk(cast: Cast, planted: Planted, ground: Ground, phone: Phone) -> None:
    """What phones hand in: a door that was found, and what cannot be let in, with the reason for which it was discarded."""
    words = {
        "number": planted.text("a found door's number", most=40),
        "street": planted.text("a found door's street", most=120),
    }
    label = planted.text("a found door's label", most=40)
    found = phone.add_door(ground.turf, uuid4(), **words, label=label)
    assert phone.hand_in(found) == ["accepted"]
    strange, dropped = (Phone(cast.alma).visit(ground.doors[n]) for n in (3, 4))
    assert phone.hand_in(strange, dropped) == ["quarantined"] * 2
    digest = hashlib.sha256(dropped["envelope"].encode()).hexdigest()
    why = {"digest": digest, "reason": planted.text("why something was discarded")}
    _told(cast.beto.post(f"/api/quarantine/{dropped['id']}/discard", why))


def _late_and_unknown(cast: Cast, ground: Ground, before: Phone, phone: Phone) -> None:
    """What tells planted names elsewhere: a visit of who had the turf before, and a phone that a restore forgot."""
    assert before.hand_in(before.visit(ground.doors[0])) == ["accepted"]
    with writing_to(cast.app):
        log.found_log().restored_at = datetime.now(UTC)
    stranger = replace(phone, person=replace(cast.alma, push_token="a token that nobody has"))
    assert stranger.hand_in(stranger.visit(ground.doors[1])) == ["retry"]


def _people(cast: Cast, planted: Planted, ground: Ground) -> tuple[str, str, str]:
    """What lies in the vaults: a contact that waits, and another who went to both tracks."""
    waiting, other = _contact(cast, planted, ground), contact(cast, ground.campaign)
    hand_in(cast.alma, other)
    routed = other["id"]
    case, person = str(uuid4()), str(uuid4())
    card = {name: planted.text(f"a case's {name}") for name in ("name", "ask_for")}
    base = {
        "v": 1,
        "card": {
            **card,
            "phone": "javascript:ran()",
            "channel": "call",
            "when": [],
            "voicemail": False,
            "language": "es",
        },
    }
    of_case = {"needs": ["housing"], "urgency": "week", "opened_on": "2026-11-23"}
    of_case |= {name: planted.text(f"a case's {name}") for name in ("note", "next_step", "opened_by")}
    against = {name: planted.text(f"a counterparty's {name}", most=80) for name in ("name", "place")}
    of_case["counterparty"] = {"kind": "landlord", **against}
    case_body = (
        base | of_case | {"id": case, "consent": CONSENT | {"words": planted.text("a case's consent")}}
    )
    moves = [
        {
            "step": "met",
            "on": "2026-11-23",
            "by": planted.text("who moved"),
            "note": planted.text("a move's note"),
        }
    ]
    person_body = base | {
        "id": person,
        "interests": [],
        "history": moves,
        "next_step": planted.text("a next step"),
    }
    person_body |= {"consent": CONSENT | {"words": planted.text("a person's consent")}}
    body = {
        "rev": 1,
        **_sealed(cast, "intake", "contact", routed, {"v": 1, "id": routed}),
        "case": {"id": case, **_sealed(cast, "consulta", "case", case, case_body)},
        "ladder": {"id": person, "step": "met", **_sealed(cast, "leadership", "ladder", person, person_body)},
    }
    _told(cast.celia.post(f"/api/contacts/{routed}/routing", body))
    for vault, kind, path in (
        ("consulta", "case.note", f"cases/{case}"),
        ("leadership", "ladder.note", f"ladder/{person}"),
    ):
        note, said = str(uuid4()), {name: planted.text(f"a note's {name}, {kind}") for name in ("by", "text")}
        sealed = _sealed(cast, vault, kind, note, {"v": 1, "id": note, "on": "2026-11-23", **said})
        _told(cast.celia.post(f"/api/{path}/notes", {"id": note, **sealed}))
    return waiting, case, person


def _contact(cast: Cast, planted: Planted, ground: Ground) -> str:
    record = str(uuid4())
    body = {
        "v": 1,
        "type": "contact",
        "id": record,
        "campaign": str(ground.campaign),
        "week": "2026-W48",
        "urgent": False,
        "on": "2026-11-23",
        "phone": "javascript:ran()",
        "channel": "call",
        "when": [],
        "voicemail": False,
        "language": "es",
        "needs": ["housing"],
        "interests": [],
        "urgency": "week",
        "source": {"kind": "door", "door": "d", "turf": "t", "address": planted.text("a contact's address")},
        "consent": CONSENT | {"words": planted.text("a contact's consent")},
    }
    body["promise"] = {name: planted.text(f"a promise's {name}") for name in ("words", "name")}
    body |= {name: planted.text(f"a contact's {name}") for name in ("name", "ask_for", "note", "met_by")}
    sealed = cast.sealed_text("intake", "contact", record, body)
    item = freeze("contact", ground.campaign, {"sealed": sealed}, id=record)
    assert [each["verdict"] for each in hand_in(cast.alma, item)] == ["accepted"]
    return record


def write_list(planted: Planted, folder: Path) -> Path:
    """A list of addresses that somebody else has made: its name, a column, a cell, and one that can't be read."""
    path = folder / (planted.text("a list's name", most=60) + ".csv")
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["number", "street", "lon", "lat", planted.text("a column's name", most=60)])
        rows.writerow(["14", planted.text("a cell"), "-82.55", "35.59", ""])
        # Which column is which is guessed by the first rows.
        rows.writerows([str(n), "Calle Roble", "-82.55", "35.59", ""] for n in range(100, 400, 2))
        rows.writerow(["16", "Calle Roble", planted.text("a cell that can't be read"), "35.59", ""])
    return path


def _sealed(cast: Cast, vault: str, kind: str, record: str, body: dict[str, Any]) -> dict[str, str]:
    return {"key_id": cast.key_id(vault), "sealed": cast.sealed_text(vault, kind, record, body)}


def _told(answer: Any) -> Any:
    assert answer.status_code in (200, 201, 202), (answer.status_code, answer.json)
    return answer.json
