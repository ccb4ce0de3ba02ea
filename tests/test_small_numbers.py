"""Small numbers are not told, and nobody subtracts them from what is."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.small_numbers import withheld

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 30), max_size=8)
TABLES = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("123")), st.integers(0, 30))


def withheld_of_one(counts: dict[str, int], least: int) -> dict[str, int | None]:
    return withheld(counts, [list(counts)], least)


def test_what_is_below_the_least_is_withheld_and_nothing_else() -> None:
    assert withheld_of_one({"a": 12, "b": 4, "c": 3, "d": 0, "e": 5}, 5) == {
        "a": 12,
        "b": None,
        "c": None,
        "d": 0,
        "e": 5,
    }


def test_one_that_is_withheld_takes_the_smallest_of_the_others_along() -> None:
    assert withheld_of_one({"a": 12, "b": 4, "c": 7}, 5) == {"a": 12, "b": None, "c": None}
    assert withheld_of_one({"b": 4}, 5) == {"b": None}


def test_few_who_are_withheld_together_take_another_along() -> None:
    # Who knows that they are 16 would know of the two that each is 1.
    assert withheld_of_one({"a": 8, "b": 1, "c": 1, "d": 6}, 5) == {"a": 8, "b": None, "c": None, "d": None}
    assert withheld_of_one({"b": 1, "c": 1}, 5) == {"b": None, "c": None}


def test_what_goes_along_in_one_whole_stands_alone_in_none() -> None:
    table = {("a", 1): 4, ("a", 2): 8, ("b", 1): 9, ("b", 2): 10, ("b", 3): 20}
    rows = [[key for key in table if key[0] == row] for row in "ab"]
    columns = [[key for key in table if key[1] == column] for column in (1, 2, 3)]
    assert withheld(table, rows + columns, 5) == {**dict.fromkeys(table), ("b", 3): 20}


@settings(deadline=None)
@given(COUNTS, st.integers(2, 8))
def test_who_knows_the_whole_learns_no_small_number(counts: dict[str, int], least: int) -> None:
    check(counts, [list(counts)], least)


@settings(deadline=None)
@given(TABLES, st.integers(2, 8))
def test_who_knows_each_row_and_column_learns_none_either(
    table: dict[tuple[str, str], int], least: int
) -> None:
    rows = [[key for key in table if key[0] == row] for row in "abc"]
    columns = [[key for key in table if key[1] == column] for column in "123"]
    check(table, rows + columns, least)


def check(counts: dict[Any, int], wholes: list[list[Any]], least: int) -> None:
    told = withheld(counts, wholes, least)

    assert all(n is None or n == counts[key] for key, n in told.items())
    assert all(n is None or n == 0 or n >= least for n in told.values())
    for whole in wholes:
        hidden = [key for key in whole if told[key] is None]
        others = [key for key in whole if told[key]]
        # With the whole, what is hidden can be summed: it is one person's number only where there is nothing to hide it behind.
        assert not hidden or not others or (len(hidden) > 1 and sum(counts[key] for key in hidden) >= least)
