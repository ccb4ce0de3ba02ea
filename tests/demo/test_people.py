"""The demo's people: every state occurs, consent covers where they went, and nobody is anybody."""

from collections import Counter

import pytest

from canvass.demo.people import FATES, RESULTS, make_contacts, make_visits

TRACKS = {"consulta": {"consulta"}, "leadership": {"leadership"}, "both": {"consulta", "leadership"}}


def test_the_same_seed_tells_the_same_story() -> None:
    assert make_visits() == make_visits()
    assert make_contacts() == make_contacts()
    assert make_visits(seed=2) != make_visits()


def test_visits_end_in_every_result_and_run_forward_in_time() -> None:
    visits = make_visits()
    assert Counter(visit.result for visit in visits) == RESULTS
    assert [v.minutes_ago for v in visits] == sorted((v.minutes_ago for v in visits), reverse=True)
    assert all((visit.language is not None) == (visit.result == "other_language") for visit in visits)


def test_a_hundred_contacts_meet_every_fate() -> None:
    assert Counter(contact.fate for contact in make_contacts()) == FATES


@pytest.mark.parametrize("contact", make_contacts())
def test_consent_covers_the_track_and_the_number_is_of_fiction(contact) -> None:  # type: ignore[no-untyped-def]
    assert TRACKS.get(contact.fate, set()) <= set(contact.body["consent"]["purposes"])
    assert contact.body["phone"].startswith("+182855501")
    assert contact.urgent == contact.body["urgent"] == (contact.body["urgency"] == "today")
