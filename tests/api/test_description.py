"""The API's description says who may call what, and how to prove it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from canvass.api.edge import COOKIE


@pytest.fixture
def description(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").json
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    return (
        (method, path, operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    )


def test_all_who_ask_first_at_once_are_told_the_same(app: Flask) -> None:
    def ask(_: int) -> str:
        return app.test_client().get("/api/openapi.json").text

    with ThreadPoolExecutor(4) as at_once:
        told = list(at_once.map(ask, range(4)))

    assert set(told) == {ask(4)}


def test_both_credentials_are_described(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]

    assert {name: scheme["type"] for name, scheme in schemes.items()} == {
        "session": "apiKey",
        "pushToken": "http",
    }
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", COOKIE)
    assert schemes["pushToken"]["scheme"] == "bearer"


def test_every_operation_says_what_it_asks_of_its_caller(app: Flask, description: dict[str, Any]) -> None:
    asked = {
        (method.lower(), rule.rule.replace("<uuid:", "{").replace(">", "}")): view.requirement
        for rule in app.url_map.iter_rules()
        if hasattr(view := app.view_functions[rule.endpoint], "requirement")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    expected = {"public": [], "push": [{"pushToken": []}]}

    said = {(method, path): operation["security"] for method, path, operation in operations(description)}

    assert said == {route: expected.get(who, [{"session": [who]}]) for route, who in asked.items()}


def test_what_is_public_is_known_by_name(description: dict[str, Any]) -> None:
    public = {path for _, path, operation in operations(description) if operation["security"] == []}

    assert public == {
        "/api/invitations/lookup",
        "/api/enrolments",
        "/api/contacts/statuses",
        "/api/slots/holds/statuses",
    }


def test_an_uploads_body_is_described_as_what_it_is(description: dict[str, Any]) -> None:
    upload = description["paths"]["/api/imports/{import_id}/file"]["put"]

    assert upload["requestBody"]["required"] is True
    assert list(upload["requestBody"]["content"]) == ["application/octet-stream"]
