"""The JSON API: one module a noun, its schemas and routes together. A route is a contract plus one call."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from canvass import __version__
from canvass.api.errors import ErrorApi, register_errors

NOUNS = (
    "sessions",
    "members",
    "vaults",
    "campaigns",
    "places",
    "imports",
    "jobs",
    "turfs",
    "assignments",
    "sync",
    "contacts",
    "answers",
    "cases",
    "ladder",
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
    api = ErrorApi(app)
    for noun in NOUNS:
        if find_spec(f"canvass.api.{noun}") is None:
            continue
        api.register_blueprint(import_module(f"canvass.api.{noun}").blueprint)
    register_errors(app)
