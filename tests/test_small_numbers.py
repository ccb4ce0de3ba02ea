"""Small numbers are not told, and nobody subtracts them from what is."""

from hypothesis import given
from hypothesis import strategies as st

from canvass.small_numbers import withheld

COUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 30), max_size=8)


def test_what_is_below_the_least_is_withheld_and_nothing_else() -> None:
    assert withheld({"a": 12, "b": 4, "c": 3, "d": 0, "e": 5}, 5) == {
        "a": 12,
        "b": None,
        "c": None,
        "d": 0,
        "e": 5,
    }


def test_one_that_is_withheld_takes_the_smallest_of_the_others_along() -> None:
    assert withheld({"a": 12, "b": 4, "c": 7}, 5) == {"a": 12, "b": None, "c": None}
    assert withheld({"b": 4}, 5) == {"b": None}


@given(COUNTS, st.integers(2, 8))
def test_who_knows_the_whole_learns_no_small_number(counts: dict[str, int], least: int) -> None:
    told = withheld(counts, least)

    assert all(n is None or n == counts[key] for key, n in told.items())
    assert all(n is None or n == 0 or n >= least for n in told.values())
    hidden = [counts[key] for key, n in told.items() if n is None]
    others = [n for n in told.values() if n]
    # With the whole, what is hidden can be summed: it is one person's number only where there is nothing to hide it behind.
    assert len(hidden) != 1 or not others
