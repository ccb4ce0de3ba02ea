"""What makes the tests quick fails without a word where it fails: a copy that has read nothing, a group that is none."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.starting import begin
from tests.workers import BySharedServers


def say_what_was_read() -> None:
    print("tests.preloaded" in sys.modules)


def test_a_copy_has_read_all_before_it_begins(tmp_path: Path) -> None:
    said = tmp_path / "said"
    process = begin((), os.environ, said, say_what_was_read)
    process.join()

    assert said.read_text() == "True\n"


def test_who_shares_a_server_goes_to_one_worker(request: pytest.FixtureRequest) -> None:
    nobody: Any = None

    def group(nodeid: str) -> str:
        return BySharedServers._split_scope(nobody, nodeid)

    alone = request.node.nodeid
    assert group(alone) == alone
    here = Path(alone.partition("::")[0]).parent.as_posix()
    browser, faults = f"{here}/browser", f"{here}/faults"
    assert (
        group(f"{browser}/test_lead.py::test_a")
        == group(f"{browser}/test_plans.py::test_b[laptop]")
        == browser
    )
    assert (
        group(f"{faults}/test_kills.py::test_a[sqlite]")
        == group(f"{faults}/test_clocks.py::test_b")
        == faults
    )
    assert group(f"{faults}/test_kills.py::test_a[postgres-1]") not in (browser, faults)
