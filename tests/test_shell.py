"""The strict headers stand on every answer: pages, static files, redirects and every kind of refusal."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from canvass.app import create_app
from canvass.config import Settings
from canvass.shell import DIST, HEADERS, HSTS
from tests.cast import Cast

UNKNOWN = {"path": "turfs", "uuid": "00000000-0000-4000-8000-000000000000"}


def bare(answer: TestResponse) -> list[str]:
    """The strict headers that an answer lacks, or has twice."""
    return [name for name, value in HEADERS.items() if answer.headers.getlist(name) != [value]]


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Each rule's address, and each method that it takes or refuses."""
    names = {"path": UNKNOWN["path"]}
    return [
        (method, app.url_map.bind("").build(rule.endpoint, _values(rule, names), method=None))
        for rule in app.url_map.iter_rules()
        for method in sorted({*(rule.methods or ()), "GET", "POST", "TRACE"})
    ]


def _values(rule: Any, names: dict[str, str]) -> dict[str, str]:
    return {name: names.get(name, UNKNOWN["uuid"]) for name in rule.arguments}


def test_every_route_answers_every_method_with_the_strict_headers(cast: Cast) -> None:
    """With a session and without, refusals and methods that a route doesn't take among them."""
    faults = []
    for who in (cast.elena.client, cast.app.test_client()):
        for method, path in addresses(cast.app):
            answer = who.open(path, method=method, json={} if method != "GET" else None)
            faults += [(method, path, answer.status_code, name) for name in bare(answer)]
    assert not faults


def test_no_answer_of_the_api_may_be_kept_and_none_lets_another_site_read_it(cast: Cast) -> None:
    """Whatever it says, to whoever asks: refusals, methods that a route does not take, and paths that there are not."""
    paths = [(method, path) for method, path in addresses(cast.app) if path.startswith("/api/")]
    faults = []
    for who in (cast.elena.client, cast.app.test_client()):
        for method, path in [*paths, ("GET", "/api/none")]:
            answer = who.open(path, method=method, json={} if method != "GET" else None)
            if answer.headers.get("Cache-Control") != "no-store":
                faults.append((method, path, answer.headers.get("Cache-Control")))
            faults += [
                (method, path, name) for name in answer.headers if "access-control" in str(name).lower()
            ]
    assert not faults


def test_whatever_changes_something_is_refused_to_another_site(cast: Cast) -> None:
    """Before anything else is looked at: with a session, with a body that it would take, or without."""
    taken = []
    for rule in cast.app.url_map.iter_rules():
        for method in sorted({*(rule.methods or ())} - {"GET", "HEAD", "OPTIONS"}):
            path = cast.app.url_map.bind("").build(rule.endpoint, _values(rule, UNKNOWN), method=method)
            for site in ("cross-site", "same-site"):
                answer = cast.elena.client.open(
                    path, method=method, json={}, headers={"Sec-Fetch-Site": site}
                )
                if answer.status_code != 403:
                    taken.append((method, path, site, answer.status_code))
    assert not taken


def test_every_built_file_is_served_with_the_strict_headers(app: Flask) -> None:
    files = [path.relative_to(DIST).as_posix() for path in DIST.rglob("*") if path.is_file()]
    assert "apidocs/index.html" in files
    client = app.test_client()
    faults = []
    for path in files:
        for method, headers in (
            ("GET", {}),
            ("HEAD", {}),
            ("POST", {}),
            ("GET", {"Range": "bytes=9999999-"}),
        ):
            answer = client.open(f"/{path}", method=method, headers=headers)
            faults += [(method, path, answer.status_code, name) for name in bare(answer)]
            answer.close()
    assert not faults


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/index.html", 302),
        ("GET", "/apidocs/index.html", 302),
        ("GET", "/apidocs", 302),
        ("GET", "/api/docs", 302),
        ("GET", "/turfs/nowhere", 200),
        ("GET", "/assets/none.js", 404),
        ("GET", "/api/none", 404),
        ("GET", "/%00", 200),
        ("DELETE", "/turfs", 405),
        ("PUT", "/api/session", 405),
    ],
)
def test_a_redirect_and_a_refusal_have_them_too(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert (answer.status_code, bare(answer)) == (status, [])
    answer.close()


def test_what_is_too_large_or_goes_wrong_has_them_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    large = client.post("/api/enrolments", data=b"x" * (1 << 20), content_type="application/json")
    assert (large.status_code, bare(large)) == (413, [])
    monkeypatch.setitem(app.view_functions, "page", lambda path: 1 / 0)
    broken = client.get("/turfs")
    assert (broken.status_code, bare(broken)) == (500, [])
    assert "ZeroDivisionError" not in broken.text


def test_where_people_come_over_tls_browsers_are_told_to_stay_there(settings: Settings) -> None:
    for base_url, told in (("http://localhost:8000", None), ("https://puertas.example", HSTS)):
        app = create_app(replace(settings, base_url=base_url))
        answer = app.test_client().get("/apidocs/index.html")
        assert answer.headers.get("Strict-Transport-Security") == told
