"""What would a subpoena get? Every table, and nothing sealed as anything but sealed."""

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask

from canvass import holdings
from canvass.db import db
from tests.cast import Cast
from tests.people import add_case, contact, hand_in
from tests.walk import Ground, Phone

KEY = "age1dyj54hkw27y0lyugwl5shcqy0urg7wcgy2dpnfrx8k9h732fju9q93zdcj"


def test_every_table_is_told_of_once(cast: Cast) -> None:
    named = [name for names in holdings.ROOMS.values() for name in names]
    assert sorted(named) == sorted(db.metadatas[None].tables)


def test_counts_are_live_and_what_is_sealed_is_shown_as_sealed(
    cast: Cast, ground: Ground, phone: Phone
) -> None:
    item = contact(cast, ground.campaign)
    hand_in(cast.alma, item)
    add_case(cast, ground.campaign)
    phone.hand_in(phone.visit(ground.doors[0]))

    answer = cast.elena.get("/api/holdings")

    told = {each["table"]: each for each in answer.json["items"]}
    assert (told["contacts"]["rows"], told["cases"]["rows"], told["visits"]["rows"]) == (2, 1, 1)
    cells = {cell["column"]: cell for cell in told["contacts"]["sample"]}
    assert (cells["sealed"]["kind"], cells["digest"]["kind"], cells["week"]["kind"]) == (
        "sealed",
        "bytes",
        "text",
    )
    assert told["held_pushes"] == {"room": "log", "table": "held_pushes", "rows": 0, "sample": []}
    # Neither a whole id, by which anybody could ask, nor a hash or a seal as a whole.
    people = [each for each in answer.json["items"] if each["room"] == "people"]
    assert not re.search(r"[0-9a-f]{20}", str(people).replace("-", ""))
    assert item["id"] not in answer.text


def test_only_administrators_look(cast: Cast) -> None:
    for person in (cast.alma, cast.beto, cast.celia, cast.dario):
        assert person.get("/api/holdings").status_code == 403


def test_the_backups_beside_it_are_told_and_who_can_read_them(app: Flask, cast: Cast, tmp_path: Path) -> None:
    for name in ("canvass-20261101T030000000000Z.sqlite3", "canvass-20261102T030000000000Z.sqlite3.age"):
        (tmp_path / name).touch()
    (tmp_path / "forgotten.txt").touch()
    for key, encrypted in (("", False), (KEY, True)):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], backups=tmp_path, backup_key=key)
        told = cast.elena.get("/api/holdings").json["backups"]
        assert told == {"encrypted": encrypted, "files": 2, "readable": 1}
