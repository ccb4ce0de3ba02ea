"""A dump is its owner's alone, is all there or not there, and no file's name is more than a name."""

import stat
from pathlib import Path
from typing import Any

import pytest

from canvass import dumps, postgres_programs
from canvass.config import Settings
from tests.cast import Cast
from tests.keeping import BACKUP, Run, told


def test_a_failed_dump_leaves_nothing_behind(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dumps, "dump", fail)
    result = run(BACKUP)
    assert (result.exit_code, "No space left" in result.stderr) == (1, True)
    assert list(settings.backup_folder.iterdir()) == []


def test_postgresqls_programs_are_found_or_their_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Path(postgres_programs.find_program("pg_dump")).name == "pg_dump"
    with pytest.raises(postgres_programs.ToolMissing) as missing:
        postgres_programs.find_program("pg_nothing")
    assert "postgresql-client" in missing.value.message % missing.value.params


def test_a_backup_is_not_written_where_somebody_elses_link_leads(tmp_path: Path) -> None:
    theirs, link = tmp_path / "theirs", tmp_path / "canvass.sqlite3.part"
    theirs.write_text("kept")
    theirs.chmod(0o644)
    link.symlink_to(theirs)

    with pytest.raises(OSError, match="symbolic links"):
        dumps.make_private(link)

    assert (theirs.read_text(), stat.S_IMODE(theirs.stat().st_mode)) == ("kept", 0o644)


def test_a_files_name_is_no_option(
    cast: Cast, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(told(run(BACKUP))["file"])
    odd = tmp_path / f"--list{made.suffix}"
    made.rename(odd)
    monkeypatch.chdir(tmp_path)

    with cast.app.app_context():
        dumps.check(dumps.Dump(Path(odd.name)))
        assert dumps.version_in(dumps.Dump(Path(odd.name))) is not None
