"""The geocoder that the operator named: asked for what nobody here knows, once, and never else."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from canvass import job_work, outside
from canvass.db import db
from canvass.geo.geocoding import Address, Located
from canvass.outside import Ask, CensusGeocoder, ask_outside
from canvass.places import Place
from canvass.setting_values import CENSUS

HOUSE = {"lat": "35.6", "lon": "-82.5", "display_name": "12 Roble", "addresstype": "house"}
ROBLE = Address("12", "Roble St", "Barrio")
AGREED = outside.SECONDS_BETWEEN


class Office:
    """Answers as a geocoder does, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Any = [HOUSE]
        self.status = 200
        self.elsewhere = ""
        office = self

        class Desk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                office.asked.append((query.get("q") or query.get("address") or [""])[0])
                self.send_response(office.status)
                if office.elsewhere:
                    self.send_header("Location", office.elsewhere + self.path)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(office.answer).encode())

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(autouse=True)
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "SECONDS_BETWEEN", 0.0)


def test_nobody_is_asked_where_nobody_was_named() -> None:
    assert ask_outside("") is None


@pytest.mark.parametrize(
    ("addresstype", "quality"),
    [("house", "exact"), ("building", "exact"), ("road", "street"), ("city", None)],
)
def test_a_nominatim_says_how_well_it_knows(office: Office, addresstype: str, quality: str | None) -> None:
    office.answer = [{**HOUSE, "addresstype": addresstype}]
    ask = ask_outside(office.url, seconds_between=0)
    assert ask
    found = ask(ROBLE)
    assert (found.quality if found else None) == quality
    assert office.asked == ["12 Roble St, Barrio"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_address_goes_on_to_whomever_the_geocoder_names(office: Office, status: int) -> None:
    other = Office()
    office.status, office.elsewhere = status, other.url
    ask = ask_outside(office.url, seconds_between=0)
    assert ask
    assert ask(ROBLE) is None
    assert len(office.asked) == 1
    assert other.asked == []
    other.server.shutdown()
    other.server.server_close()


def test_it_is_asked_no_oftener_than_was_agreed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    limiter = "geopy.extra.rate_limiter.RateLimiter"
    monkeypatch.setattr(f"{limiter}._clock", lambda _self: 1000.0 + sum(waited))
    monkeypatch.setattr(f"{limiter}._sleep", lambda _self, seconds: waited.append(seconds))
    ask = ask_outside(office.url, seconds_between=50)
    assert ask
    for _ in range(3):
        ask(ROBLE)
    assert waited == [50, 50]
    assert AGREED >= 1


def test_the_census_is_asked_by_its_name() -> None:
    assert isinstance(outside._geocoder(CENSUS), CensusGeocoder)


def test_an_office_that_fails_has_no_answer_and_stops_nothing(office: Office) -> None:
    office.status = 500
    ask = ask_outside(office.url, seconds_between=0)
    assert ask
    assert ask(ROBLE) is None


@pytest.mark.parametrize("answer", [[{"display_name": "12 Roble"}], {"errors": ["closed"]}, "closed", 7])
def test_an_office_that_says_nonsense_has_no_answer_either(office: Office, answer: Any) -> None:
    office.answer = answer
    ask = ask_outside(office.url, seconds_between=0)
    assert ask
    assert ask(ROBLE) is None


def test_the_censuss_nonsense_is_no_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "_geocoder", lambda _name: CensusGeocoder(office.url, user_agent="tests"))
    office.answer = {"errors": ["Layer is closed"]}
    ask = ask_outside(CENSUS, seconds_between=0)
    assert ask
    assert ask(ROBLE) is None


def test_an_office_that_is_closed_is_asked_ten_times_and_no_more(office: Office) -> None:
    office.status = 500
    ask = ask_outside(office.url, seconds_between=0)
    assert ask
    for _ in range(15):
        assert ask(ROBLE) is None
    assert len(office.asked) == 10


def test_the_census_tells_a_point_between_numbers(office: Office) -> None:
    match = {"matchedAddress": "12 ROBLE ST", "coordinates": {"x": -82.5, "y": 35.6}}
    office.answer = {"result": {"addressMatches": [match]}}
    found = CensusGeocoder(office.url, timeout=5, user_agent="tests").geocode("12 Roble St")
    assert found
    assert (found.longitude, found.raw) == (-82.5, {"addresstype": "interpolated"})
    office.answer = {"result": {"addressMatches": []}}
    assert CensusGeocoder(office.url, timeout=5, user_agent="tests").geocode("1 Nada") is None


def test_an_import_asks_for_what_nobody_here_knows_and_only_once(
    app: Flask, office: Office, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "number,street,city,lon,lat\n10,Pino St,Barrio,-82.4,35.5\n12,Pino St,Barrio,,\n12,Roble St,Barrio,,\n"
    )
    mapping = {name: name for name in ("number", "street", "city", "lon", "lat")}

    def bring() -> dict[str, Any]:
        with app.app_context():
            named = replace(job_work.queue().settings, geocoder=office.url)
            monkeypatch.setattr(job_work.queue(), "settings", named)
            report, _ = job_work.import_list(
                path, "x", mapping, dry_run=False, by=None, tell=lambda done, total: None
            )
            db.session.commit()
        return report

    def asked_in_no_transaction(named: str) -> Ask | None:
        ask = ask_outside(named)

        def asking(address: Address) -> Located | None:
            assert not db.session().in_transaction()
            return ask(address) if ask else None

        return asking

    monkeypatch.setattr(job_work, "ask_outside", asked_in_no_transaction)
    first, again = bring(), bring()

    assert office.asked == ["12 Roble St, Barrio"]
    assert (first["places"]["added"], again["places"]["unchanged"]) == (3, 3)
    with app.app_context():
        assert db.session.scalars(select(Place.quality).where(Place.street == "Roble St")).one() == "exact"
