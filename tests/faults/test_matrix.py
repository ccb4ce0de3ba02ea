"""Every line of the fault matrix has its tests, every test stands for a line, on both databases."""

import ast
from pathlib import Path

import pytest

from tests.faults.matrix import ON_THE_PHONE, ON_THE_SERVER

HERE = Path(__file__).parent
ALL_TESTS = HERE.parent
LINES = 33
# The invariant about scope, which no fault brings about.
OTHERS = {
    "test_scope.py::test_nobody_is_shown_a_turf_that_is_not_theirs",
}


def find_tests(path: Path) -> dict[str, list[str]]:
    """The tests of a file, each with its arguments."""
    found = ast.parse(path.read_text()).body
    return {
        f"{path.name}::{each.name}": [argument.arg for argument in each.args.args]
        for each in found
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


TESTS = {
    name: arguments
    for path in HERE.glob("test_*.py")
    if path.name not in ("test_matrix.py", "test_planted.py", "test_schedules.py")
    for name, arguments in find_tests(path).items()
}


def test_the_tables_hold_every_line_of_the_matrix() -> None:
    assert len(ON_THE_SERVER) + len(ON_THE_PHONE) == LINES
    assert set().union(*ON_THE_SERVER.values()) | OTHERS == set(TESTS)


@pytest.mark.parametrize("line", ON_THE_SERVER)
def test_a_line_is_held_to_on_the_databases_that_know_it(line: str) -> None:
    for test in ON_THE_SERVER[line]:
        alone = "postgres_field" if "PostgreSQL" in line else "sqlite_field"
        assert TESTS[test][0] in ("field", alone), test


@pytest.mark.parametrize("line", ON_THE_PHONE)
def test_a_line_of_the_browser_has_its_tests(line: str) -> None:
    assert ON_THE_PHONE[line]
    for named in ON_THE_PHONE[line]:
        path, test = named.split("::")
        beginning = f"def {test}(" if path.endswith(".py") else f'it("{test}"'
        assert beginning in (ALL_TESTS / path).read_text(), named
