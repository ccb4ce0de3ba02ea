"""Test the tests: eight planted bugs, each of which the suite must notice, and for the right reason."""

import os
from pathlib import Path

import pytest

from tests.faults.planted_bugs import (
    FOLDER,
    NoLongerApplies,
    PlantedBug,
    copy_tree,
    plant,
    read_bug,
    run_test,
)
from tests.postgres import find_binaries

BUGS = {
    "serial_cursor": "a serial cursor",
    "answer_before_commit": "an answer before COMMIT",
    "per_item_success": "per-item success in a rolled-back batch",
    "send_then_store": "send-then-store",
    "early_delete": "an ack that deletes too early",
    "sealed_anew": "re-sealing on retry",
    "phone_time_as_order": "phone time as order",
    "missing_scope_filter": "a missing scope filter",
}


def test_each_bug_of_the_list_is_planted() -> None:
    assert {path.stem for path in FOLDER.glob("*.patch")} == set(BUGS)


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught(name: str, tmp_path: Path) -> None:
    bug = read_bug(FOLDER / f"{name}.patch")
    if "postgres" in bug.caught_by and find_binaries() is None and not os.environ.get("CI"):
        pytest.skip("PostgreSQL's server programs are not installed")
    tree = copy_tree(tmp_path)
    plant(bug, tree)

    run = run_test(bug, tree)

    said = run.stdout + run.stderr
    assert run.returncode != 0, f"nobody noticed: {bug.about}\n{said}"
    assert any(word in said for word in bug.says), f"it failed for another reason:\n{said}"


def test_a_patch_whose_code_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text("a = 2\n")
    bug = PlantedBug("", "", (), {"here.py": [("a = 1\n", "a = 3\n")]})
    with pytest.raises(NoLongerApplies, match="0 times"):
        plant(bug, tmp_path)
