"""The front end is built anew where another name or another icon is asked for, and not otherwise."""

from pathlib import Path

import pytest

from hatch_build import FACE, source_stamp

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FACE:
        monkeypatch.delenv(name, raising=False)


def test_another_name_or_icon_is_another_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = [source_stamp(ROOT), source_stamp(ROOT)]
    assert stamps[0] == stamps[1]
    monkeypatch.setenv("CANVASS_APP_NAME", "Lista")
    stamps.append(source_stamp(ROOT))
    (tmp_path / "canvass.svg").write_text("<svg/>")
    monkeypatch.setenv("CANVASS_APP_ICON", str(tmp_path))
    stamps.append(source_stamp(ROOT))
    (tmp_path / "canvass.svg").write_text("<svg></svg>")
    stamps.append(source_stamp(ROOT))
    assert len(set(stamps)) == 4
