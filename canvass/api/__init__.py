"""The JSON API: one module a noun, its schemas and routes together. A route is a contract plus one call."""

from flask import Flask

from canvass import __version__
from canvass.api import (
    accompaniment,
    answers,
    assignments,
    basemap,
    campaigns,
    cases,
    contacts,
    directory,
    findings,
    gatherings,
    held_pushes,
    hours,
    imports,
    jobs,
    ladder,
    members,
    needs,
    outbox_files,
    patterns,
    pins,
    places,
    plans,
    privacy,
    quarantine,
    results,
    sessions,
    slot_holds,
    steps,
    sync,
    triage_rules,
    turf_edits,
    turfs,
    vaults,
)
from canvass.api.description import DescribedApi
from canvass.api.edge import CREDENTIALS
from canvass.api.errors import register_errors

NOUNS = (
    sessions,
    members,
    vaults,
    campaigns,
    places,
    pins,
    basemap,
    imports,
    jobs,
    turf_edits,
    turfs,
    plans,
    assignments,
    sync,
    outbox_files,
    quarantine,
    held_pushes,
    findings,
    contacts,
    triage_rules,
    answers,
    results,
    cases,
    ladder,
    steps,
    gatherings,
    hours,
    slot_holds,
    patterns,
    directory,
    needs,
    accompaniment,
    privacy,
)


def register_api(app: Flask) -> None:
    """Register every noun's routes and their description, `/api/openapi.json`."""
    app.config.update(
        API_TITLE="Canvass",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = DescribedApi(app)
    for name, scheme in CREDENTIALS.items():
        api.spec.components.security_scheme(name, scheme)
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint)
    register_errors(app)
