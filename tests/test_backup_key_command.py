"""`canvass backup-key` needs no settings, shows each half once, and writes over nothing."""

import json
import stat
from pathlib import Path

from click.testing import CliRunner, Result

from canvass import backup_keys
from canvass.backup_key_command import backup_key
from canvass.cli import canvass
from canvass.setting_values import backup_key as as_setting


def run(*words: str) -> Result:
    """The command without any setting."""
    canvass.add_command(backup_key)
    return CliRunner().invoke(canvass, ["backup-key", *words])


def test_the_pair_it_shows_belongs_together_and_no_other_is_the_same(tmp_path: Path) -> None:
    first, second = (run("--json") for _ in range(2))
    public = json.loads(first.stdout.splitlines()[-1])["public"]
    assert f"CANVASS_BACKUP_KEY={public}" in first.stderr
    assert as_setting(public) == public
    path = tmp_path / "sealed"
    with path.open("wb") as file, Path(__file__).open("rb") as clear:
        backup_keys.encrypt(clear, file, backup_keys.read_public(public))
    got = bytearray()
    # With the comment above it and the line below, as whoever redirects it into a file keeps it.
    private = "\n".join(first.stdout.splitlines()[:2])
    backup_keys.decrypt(path, backup_keys.read_private(private), got.extend)
    assert got == Path(__file__).read_bytes()
    assert private not in second.stdout


def test_a_file_is_its_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = run("--out", str(path))
    assert (made.exit_code, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)
    held = path.read_text()
    assert held.splitlines()[1] not in made.output
    again = run("--out", str(path))
    assert (again.exit_code, path.read_text()) == (1, held)
