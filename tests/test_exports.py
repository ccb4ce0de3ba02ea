"""Exports: what a keyholder's vaults hold opens with their words or recovery's, without the server; for nobody else."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from canvass.audit import Act
from canvass.cli import canvass
from canvass.db import db
from canvass.sealing import KeyLogRefused, Malformed, Opened, WrongWords, b64decode, b64encode, open_export
from canvass.vault_command import vault_group
from tests.cast import Cast, Person, prove
from tests.crew import add_keyholder
from tests.people import contact, hand_in, new_case, route
from tests.test_cli import SPANISH
from tests.walk import lay_ground, lend

NOTE = {"v": 1, "text": "perro en el patio"}


@pytest.fixture
def taken(cast: Cast) -> dict[str, Any]:
    """Celia's export: a contact that was routed, its case, and a visit's note."""
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    told = contact(cast, ground.campaign)
    hand_in(cast.alma, told)
    routed = cast.celia.post(
        f"/api/contacts/{told['id']}/routing", route(cast, told["id"], case=new_case(cast))
    )
    assert routed.status_code == 200, routed.json
    visit = phone.visit(ground.doors[0], "conversation")
    sealed = cast.sealed_text("field", "visit.note", visit["id"], NOTE)
    visit = phone.visit(ground.doors[0], "conversation", note=sealed)
    phone.hand_in(visit)
    return export(cast, cast.celia)


def export(cast: Cast, person: Person) -> dict[str, Any]:
    prove(person)
    answer = person.post("/api/vaults/export")
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def opened(told: dict[str, Any], words: str) -> dict[str, Opened]:
    return {each.kind: each for each in open_export(json.dumps(told), words)}


@pytest.mark.parametrize("whose", ["celia", "recovery"])
def test_words_open_everything_elsewhere(cast: Cast, taken: dict[str, Any], whose: str) -> None:
    words = cast.holder.words if whose == "celia" else cast.recovery.words
    found = opened(taken, words)
    assert set(found) == {"contact", "case", "visit.note"}
    # The note was sealed for another visit than the one that it lies at.
    assert {kind: each.code for kind, each in found.items()} == {
        "contact": None,
        "case": None,
        "visit.note": "cannot_open",
    }
    assert found["contact"].clear["state"] == "routed"
    assert found["contact"].body
    assert found["case"].body


def test_one_kind_alone_is_handed_out_and_noted_as_such(cast: Cast, taken: dict[str, Any]) -> None:
    answer = cast.celia.post("/api/vaults/export", {"kind": "case"})

    assert {record["kind"] for record in answer.json["records"]} == {"case"}
    assert cast.celia.post("/api/vaults/export", {"kind": "status"}).status_code == 422
    with cast.app.app_context():
        noted = db.session.scalars(select(Act).where(Act.act == "exported").order_by(Act.n)).all()
    assert [set(each.facts) >= {"contact", "case"} for each in noted] == [True, False]
    assert noted[-1].facts == {"case": 1}


def test_nothing_in_the_file_can_be_read_or_leads_to_a_door(taken: dict[str, Any]) -> None:
    text = json.dumps(taken)
    assert "perro" not in text
    assert not {"door", "door_id", "turf_id", "member_id", "at"} & {
        name for record in taken["records"] for name in record["clear"]
    }


def test_other_words_and_other_files_open_nothing(cast: Cast, taken: dict[str, Any]) -> None:
    for words in ("uno dos tres cuatro cinco seis ocho", "", cast.elenas.words):
        with pytest.raises(WrongWords):
            opened(taken, words)
    for text in ("", "[]", "{}", json.dumps({**taken, "v": 2}), json.dumps({**taken, "wraps": 3})):
        with pytest.raises(Malformed):
            list(open_export(text, cast.holder.words))
    first, *rest = taken["entries"]
    forged = {**first, "signature": b64encode(bytes(64))}
    with pytest.raises(KeyLogRefused):
        opened({**taken, "entries": [forged, *rest]}, cast.holder.words)


def test_a_record_that_was_changed_or_put_elsewhere_does_not_open_and_the_others_do(
    cast: Cast, taken: dict[str, Any]
) -> None:
    records = {each["kind"]: each for each in taken["records"]}
    sealed = bytearray(b64decode(records["contact"]["sealed"]))
    sealed[-1] ^= 1
    records["contact"]["sealed"] = b64encode(bytes(sealed))
    found = opened(taken, cast.holder.words)
    assert (found["contact"].code, found["contact"].body) == ("cannot_open", None)
    assert found["case"].body
    records["case"]["id"] = records["contact"]["id"]
    assert opened(taken, cast.holder.words)["case"].code == "cannot_open"
    taken["wraps"] = []
    assert {each.code for each in opened(taken, cast.holder.words).values()} == {"key_missing"}


def test_who_holds_one_vault_is_given_that_one_and_who_holds_none_or_proves_nothing_none(
    cast: Cast, taken: dict[str, Any]
) -> None:
    assert cast.beto.post("/api/vaults/export").status_code == 403
    keeper = cast.beto
    add_keyholder(cast, keeper, "consulta")
    refused = keeper.post("/api/vaults/export")
    assert (refused.status_code, refused.json["code"]) == (403, "proof_needed")
    assert {each["vault"] for each in export(cast, keeper)["records"]} == {"consulta"}


def run(cast: Cast, *words: str, typed: str, **environment: str) -> Result:
    canvass.add_command(vault_group)
    return CliRunner(env=environment).invoke(canvass, words, input=f"{typed}\n", prog_name="canvass")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_command_opens_a_file_for_its_owner_alone(
    cast: Cast, taken: dict[str, Any], tmp_path: Any
) -> None:
    file, out = tmp_path / "sealed.json", tmp_path / "plain.jsonl"
    taken["records"] = [each for each in taken["records"] if each["kind"] != "visit.note"]
    file.write_text(json.dumps(taken))
    done = run(cast, "vault", "open", str(file), "--out", str(out), typed=cast.holder.words, **SPANISH)
    assert done.exit_code == 0, done.output
    assert {json.loads(line)["kind"] for line in out.read_text().splitlines()} == {"contact", "case"}
    assert out.stat().st_mode & 0o077 == 0
    assert "está en claro" in done.stderr
    assert "Registros abiertos: 2" in done.stderr
    assert cast.holder.words not in done.output
    wrong = run(cast, "vault", "open", str(file), typed="siete palabras que no son de nadie aquí", **SPANISH)
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    taken["records"][0]["sealed"] = b64encode(b"\x01" + bytes(200))
    file.write_text(json.dumps(taken))
    assert run(cast, "vault", "open", str(file), typed=cast.holder.words, **SPANISH).exit_code == 4
