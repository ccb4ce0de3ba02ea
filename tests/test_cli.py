"""The command line: how it ends, what it says in both languages, and what it leaves behind on the disk."""

import csv
import gzip
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import osmium
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from osmium.osm.mutable import Node, Way

from canvass import serving
from canvass.app import create_app
from canvass.audit_command import audit_group
from canvass.cli import canvass
from canvass.config import SECRET_FILE, Settings
from canvass.cut_command import cut
from canvass.db import db
from canvass.keeping import COMMANDS
from canvass.terminal import Helped, catalogue, language
from canvass.vault_command import vault_group

ENGLISH, SPANISH = {"LC_ALL": "en_US.UTF-8"}, {"LC_ALL": "es_US.UTF-8"}
LIST = "HOUSE_NO,street,lon,lat\n14,Calle Roble,-82.55,35.59\n16,Calle Roble,-82.55,35.5902\n"
ROUGH = LIST + "18,Calle Perdida,,35.59\n,,-82.55,35.59\n"


class Terminal:
    """An environment of its own, in which commands are run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.instance = folder / "instance"
        self.made: list[Flask] = []
        self.settings = {
            "CANVASS_INSTANCE": str(self.instance),
            "CANVASS_ORG_NAME": "CIMA",
            "CANVASS_HOTLINE": "+18285550100",
            "CANVASS_TIME_ZONE": "America/New_York",
            "DATABASE_URL": "",
            "LANGUAGE": "",
            "LC_MESSAGES": "",
        }

    def run(self, *words: str, **environment: str | None) -> Result:
        given = {**self.settings, **ENGLISH, **environment}
        return CliRunner(env=given).invoke(canvass, words, obj=self.make_app, prog_name="canvass")

    def make_app(self, settings: Settings) -> Flask:
        app = create_app(settings)
        self.made.append(app)
        return app


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.chdir(tmp_path)
    made = Terminal(tmp_path)
    yield made
    for app in made.made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    assert terminal.run("init").exit_code == 0
    return terminal


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def facts(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def written(folder: Path, text: str, name: str = "list.csv") -> str:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return str(path)


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es_MX.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es"}, "es"),
        ({"LC_ALL": "en_US.UTF-8", "LANGUAGE": "es:en"}, "es"),
        ({"LC_ALL": "", "LANG": "es_US"}, "es"),
    ],
)
def test_the_locale_of_the_environment_decides_the_language(environment: dict[str, str], spoken: str) -> None:
    assert language(environment) == spoken


def test_init_sets_up_what_only_its_owner_can_read_and_can_be_repeated(terminal: Terminal) -> None:
    first = terminal.run("init", "--json")
    secret = (terminal.instance / SECRET_FILE).read_text()
    again = terminal.run("init", **SPANISH)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert facts(first) == {"instance": str(terminal.instance), "database": "sqlite"}
    assert first.stderr.splitlines()[-2].startswith("Ready: ")
    assert again.stderr.splitlines()[-2].startswith("Listo: ")
    assert (mode(terminal.instance), mode(terminal.instance / SECRET_FILE)) == (0o700, 0o600)
    assert len(secret) > 40
    assert (terminal.instance / SECRET_FILE).read_text() == secret
    assert secret not in first.output + again.output


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (ENGLISH, ("CANVASS_ORG_NAME: Is not set.", "'x' must be a whole number of at least 1.")),
        (SPANISH, ("CANVASS_ORG_NAME: Falta.", "«x» tiene que ser un número entero, 1 o más.")),
    ],
)
@pytest.mark.parametrize("command", [("init",), ("serve",), ("invite", "--role", "admin")])
def test_every_wrong_setting_is_named_at_once_and_ends_with_3(
    terminal: Terminal, command: tuple[str, ...], environment: dict[str, str], words: tuple[str, str]
) -> None:
    wrong = terminal.run(*command, **environment, CANVASS_ORG_NAME=None, CANVASS_WORKERS="x")

    assert wrong.exit_code == 3
    assert all(said in wrong.stderr for said in words)
    assert len(wrong.stderr.splitlines()) == 2
    assert wrong.stdout == ""


def test_nothing_is_served_before_it_is_set_up(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(serving, "serve", lambda *given, **options: served.append(options))

    english, spanish = terminal.run("serve"), terminal.run("serve", **SPANISH)

    assert (english.exit_code, spanish.exit_code, served) == (3, 3, [])
    assert "is not set up yet. Run: canvass init" in english.stderr
    assert "todavía no está preparada. Ejecute: canvass init" in spanish.stderr
    terminal.run("init")
    assert terminal.run("serve", "--no-worker").exit_code == 0
    assert served == [{"with_worker": False}]


def test_the_first_link_is_all_that_invite_prints(ready: Terminal) -> None:
    result = ready.run("invite", "--role", "admin", "--json")

    assert result.exit_code == 0
    link = result.stdout.splitlines()[0]
    assert link.startswith("http://localhost:8000/enrol#")
    assert facts(result) == {"role": "administrator", "link": link}
    assert result.stderr == ""


def test_nobody_but_an_administrator_is_invited_before_there_are_vaults(ready: Terminal) -> None:
    english, spanish = (ready.run("invite", "--role", "volunteer", **words) for words in (ENGLISH, SPANISH))

    assert (english.exit_code, spanish.exit_code) == (1, 1)
    assert english.stderr.endswith("(vaults_missing)\n")
    assert spanish.stderr.endswith("(vaults_missing)\n")
    assert english.stderr != spanish.stderr
    assert english.stdout + spanish.stdout == ""


def test_wrong_usage_ends_with_2_in_the_terminals_language(ready: Terminal, tmp_path: Path) -> None:
    english, spanish = (ready.run("invite", "--role", "king", **words) for words in (ENGLISH, SPANISH))
    column = ready.run("import", "addresses", written(tmp_path, LIST), "--column", "nonsense", **SPANISH)

    assert (english.exit_code, spanish.exit_code, column.exit_code) == (2, 2, 2)
    assert "Usage: canvass invite" in english.stderr
    assert "Uso: canvass invite" in spanish.stderr
    assert "'king' no es ninguno de estos" in spanish.stderr
    assert "«nonsense» no tiene la forma FIELD=COLUMN." in column.stderr


def test_a_list_is_tried_then_imported_and_then_changes_nothing(ready: Terminal, tmp_path: Path) -> None:
    given = (
        "import",
        "addresses",
        written(tmp_path, LIST, "list.csv.gz"),
        "--column",
        "number=HOUSE_NO",
        "--json",
    )

    tried, done, again = ready.run(*given, "--dry-run"), ready.run(*given), ready.run(*given, **SPANISH)

    assert [each.exit_code for each in (tried, done, again)] == [0, 0, 0]
    assert [facts(each)["doors"]["added"] for each in (tried, done, again)] == [2, 2, 0]
    assert (facts(tried)["dry_run"], facts(done)["dry_run"]) == (True, False)
    assert "A dry run: nothing was written." in tried.stderr
    assert "Doors: 2 added, 0 updated, 0 unchanged, 0 vanished" in done.stderr
    assert "Puertas: 0 se agregan, 0 cambian, 2 siguen igual, 0 ya no están" in again.stderr


def test_options_may_come_before_the_file(ready: Terminal, tmp_path: Path) -> None:
    path = written(tmp_path, LIST)
    tried = ready.run("import", "--dry-run", "--column", "number=HOUSE_NO", path, "--json")

    assert tried.exit_code == 0, tried.stderr
    assert facts(tried)["dry_run"] is True


def test_a_map_and_streets_come_in_by_name_of_their_file_alone(ready: Terminal, tmp_path: Path) -> None:
    """Harbinger of a whole extract: one address, one street; then a county's own lines with numbers."""
    extract = tmp_path / "barrio.osm.pbf"
    tags = {"addr:housenumber": "12", "addr:street": "Calle Roble"}
    with osmium.SimpleWriter(str(extract)) as writer:
        writer.add_node(Node(id=1, location=(-82.55, 35.59), tags=tags))
        writer.add_node(Node(id=2, location=(-82.54, 35.59)))
        writer.add_way(Way(id=3, nodes=[1, 2], tags={"highway": "residential", "name": "Calle Roble"}))
    line = {"type": "LineString", "coordinates": [[-82.55, 35.6], [-82.54, 35.6]]}
    street = {
        "type": "Feature",
        "properties": {"street": "Pino", "L_From": "1", "L_To": "99"},
        "geometry": line,
    }
    lines = written(
        tmp_path, json.dumps({"type": "FeatureCollection", "features": [street]}), "lines.geojson"
    )
    lost = written(tmp_path, "number,street,city\n51,Pino,Barrio\n", "lost.csv")

    whole, streets, placed = (
        ready.run("import", str(extract), "--json"),
        ready.run("import", "streets", lines, "--json"),
        ready.run("import", lost, "--json"),
    )

    assert [each.exit_code for each in (whole, streets, placed)] == [0, 0, 0]
    assert (facts(whole)["doors"]["added"], facts(whole)["features"]) == (1, {"street": 1})
    assert facts(streets)["features"] == {"street": 1}
    assert facts(placed)["doors"]["added"] == 1
    assert "Features of the map: 1" in whole.stderr


def test_rows_that_are_no_use_are_handed_back_to_their_owner_alone_and_end_with_4(
    ready: Terminal, tmp_path: Path
) -> None:
    kept = tmp_path / "back.csv"
    given = ("import", "addresses", written(tmp_path, ROUGH), "--column", "number=HOUSE_NO")

    english = ready.run(*given)
    spanish = ready.run(*given, "--rejected", str(kept), "--dry-run", **SPANISH)
    silent = ready.run(*given, "--dry-run")

    assert [each.exit_code for each in (english, spanish, silent)] == [4, 4, 4]
    rows = [list(csv.reader(path.open())) for path in (tmp_path / "list.csv.rejected.csv", kept)]
    assert rows[0][:2] == [["row", "column", "reason", "value"], ["4", "lon", "No coordinates", ""]]
    assert rows[1][:2] == [["fila", "columna", "motivo", "valor"], ["4", "lon", "Sin coordenadas", ""]]
    assert mode(kept) == mode(tmp_path / "list.csv.rejected.csv") == 0o600
    assert "Rows not used: 1. No coordinates (no_coordinates)" in english.stderr
    assert "Filas sin usar: 1. Sin coordenadas (no_coordinates)" in spanish.stderr
    assert "back.csv" in spanish.stderr
    assert ".csv" not in silent.stderr


def test_a_list_that_is_none_is_refused_in_the_terminals_language(ready: Terminal, tmp_path: Path) -> None:
    path = written(tmp_path, "")
    english, spanish = (ready.run("import", "addresses", path, **words) for words in (ENGLISH, SPANISH))

    assert (english.exit_code, spanish.exit_code) == (1, 1)
    assert english.stderr == "canvass: The file is empty. (source_empty)\n"
    assert spanish.stderr == "canvass: El archivo está vacío. (source_empty)\n"


def test_a_database_without_tables_says_what_to_do(ready: Terminal) -> None:
    (ready.instance / "canvass.sqlite3").unlink()
    english, spanish = (ready.run("invite", "--role", "admin", **words) for words in (ENGLISH, SPANISH))

    assert (english.exit_code, spanish.exit_code) == (1, 1)
    assert "The database did not answer" in english.stderr
    assert "La base de datos no respondió" in spanish.stderr


def test_settings_are_explained_in_the_terminals_language(terminal: Terminal) -> None:
    english, spanish = terminal.run("settings"), terminal.run("settings", **SPANISH)

    assert "CANVASS_ORG_NAME           required" in english.stdout
    assert "CANVASS_ORG_NAME           hace falta" in spanish.stdout
    assert not set(english.stdout.splitlines()) & set(spanish.stdout.splitlines())


def commands(command: click.Command, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *names, name)


def test_every_help_is_there_in_both_languages(terminal: Terminal) -> None:
    for each in (*COMMANDS, cut, audit_group, vault_group):
        canvass.add_command(each)
    for names, command in commands(canvass):
        helped = [command, *(each for each in command.params if isinstance(each, click.Option))]
        assert all(isinstance(each, Helped) for each in helped), names
        said = [each._help for each in helped if isinstance(each, Helped)]
        assert [text for text in said if not text or catalogue("en").gettext(text) == text] == [], names
        english, spanish = terminal.run(*names, "-h"), terminal.run(*names, "--help", **SPANISH)
        assert english.stdout.startswith("Usage: canvass")
        assert spanish.stdout.startswith("Uso: canvass")
        assert not {"Options:", "Show this message and exit."} & set(spanish.stdout.split("  "))


def test_what_is_due_is_counted_or_forgotten_by_hand(ready: Terminal) -> None:
    old = ready.instance / "backups" / "canvass-20200101T030000000000Z.sqlite3"
    old.parent.mkdir(exist_ok=True)
    old.write_text("x")

    dry = ready.run("forget", "--dry-run", "--json")
    assert old.exists()
    done = ready.run("forget", "--json")

    for result, is_dry in ((dry, True), (done, False)):
        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        kinds = {each["kind"]: (each["days"], each["count"], each["held"]) for each in told["kinds"]}
        assert told["dry_run"] is is_dry
        assert (kinds["backups"], kinds["visits"]) == ((14, 1, False), (30, 0, False))
    assert not old.exists()
