"""A control of the search: it finds what lies in clear in each place that a database has, and in each form."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import make_url

from canvass import dumps
from canvass.config import Settings
from canvass.db import db
from tests.seized.searching import hits

LIVE, GONE, LOGGED = "Plantadoviva", "Plantadoborrada", "Plantadobitácora"
TABLE = "CREATE TABLE planted (told text)"


@pytest.mark.parametrize("before", ["", "x", "xy"])
@pytest.mark.parametrize("spell", [str, str.upper, str.lower])
def test_every_form_of_a_text_is_found(tmp_path: Path, before: str, spell: type[str]) -> None:
    told = f"{before}{spell(LOGGED)} y más"
    written = {
        "utf8": told.encode(),
        "utf16": told.encode("utf-16-le"),
        "big": told.encode("utf-16-be"),
        "url": quote(told).encode(),
        "json": json.dumps(told).encode(),
        "indexed": b"plantadobitacora",
        "hex": told.encode().hex().encode() if spell is not str.upper else b"plantadobitacora",
        "base64": base64.b64encode(f"{before}{LOGGED} y".encode()),
        "base64url": base64.urlsafe_b64encode(f"{before}{LOGGED.lower()} y".encode()),
    }
    for name, content in written.items():
        (tmp_path / name).write_bytes(b"\x00" * 99 + content + b"\x00" * 99)

    found = hits(tmp_path, [LOGGED, GONE])

    assert {Path(path).name for path in found.pop(LOGGED)} == set(written)
    assert found == {}


def test_a_file_that_has_changed_is_searched_anew(tmp_path: Path) -> None:
    place = tmp_path / "kept"
    for told, found in (
        (b"nothing", {}),
        (LIVE.encode(), {LIVE: [f"{tmp_path.name}/kept"]}),
        (b"nothing", {}),
    ):
        place.write_bytes(told)
        assert hits(tmp_path, [LIVE]) == found


def test_the_same_content_is_searched_for_whatever_is_asked(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(LIVE.encode())
    assert [set(hits(tmp_path, [told])) for told in (GONE, LIVE)] == [set(), {LIVE}]


def test_sqlites_rows_free_pages_and_log_are_searched(tmp_path: Path) -> None:
    path = tmp_path / "planted.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as line:
        line.execute("PRAGMA secure_delete = OFF")
        line.execute(TABLE)
        line.executemany("INSERT INTO planted VALUES (?)", [(LIVE,), (GONE * 3000,)])
        line.execute("DELETE FROM planted WHERE told LIKE 'Plantadob%'")
        assert line.execute("PRAGMA freelist_count").fetchone()[0] > 0
        line.execute("PRAGMA journal_mode = WAL")
        line.execute("INSERT INTO planted VALUES (?)", (LOGGED,))

        found = hits(tmp_path, [LIVE, GONE, LOGGED])

    name = f"{tmp_path.name}/{path.name}"
    assert name in found[LIVE]
    assert name in found[GONE]
    assert found[LOGGED] == [f"{name}-wal"]


@pytest.mark.postgres
def test_postgres_rows_dead_ones_its_log_and_its_dumps_are_searched(
    app: object, settings: Settings, tmp_path: Path
) -> None:
    if settings.is_sqlite:
        pytest.skip("SQLite has another test")
    folder = Path(str(make_url(settings.database_url).query["host"])) / "data"
    copy = tmp_path / "copy.dump"
    with psycopg.connect(settings.database_url.replace("+psycopg", ""), autocommit=True) as line:
        line.execute(TABLE)
        line.execute("INSERT INTO planted VALUES (%s), (%s)", (LIVE, GONE))
        line.execute("DELETE FROM planted WHERE told = %s", (GONE,))
        line.execute("CHECKPOINT")
        base = folder / str(line.execute("SELECT pg_relation_filepath('planted')").fetchone()[0])
    with app.app_context():  # type: ignore[attr-defined]
        dumps.dump(copy, lambda connection: None)
        db.session.rollback()

    assert set(hits(base, [LIVE, GONE, LOGGED])) == {LIVE, GONE}
    assert set(hits(folder / "pg_wal", [LIVE, GONE, LOGGED])) == {LIVE, GONE}
    assert b"Plantado" not in copy.read_bytes()
    assert set(hits(copy, [LIVE, GONE, LOGGED])) == {LIVE}
