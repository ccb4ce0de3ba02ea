"""The API's description, `/api/openapi.json`: made when somebody first asks for it, for no command and few servers are."""

from threading import Lock
from typing import Any

from flask import Flask, Response
from flask_smorest import Blueprint

from canvass.api.errors import ErrorApi


class DescribedApi(ErrorApi):
    """An Api that describes its routes late. flask-smorest does so as it registers them, which is most of what an
    application's start takes."""

    def __init__(self, app: Flask) -> None:
        self.undescribed: list[Blueprint] = []
        # Two threads may be asked at once, and a path can be described only once.
        self.describing = Lock()
        super().__init__(app)
        self.app = app

    def register_blueprint(self, blueprint: Blueprint, **options: Any) -> None:
        """Register its routes; they are described later."""
        self.app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        self.app.register_blueprint(blueprint, **options)
        self.undescribed.append(blueprint)

    def _openapi_json(self) -> Response:
        with self.describing:
            while self.undescribed:
                self._describe(self.undescribed.pop(0))
            return super()._openapi_json()  # type: ignore[no-any-return]

    def _describe(self, blueprint: Blueprint) -> None:
        blueprint.register_views_in_doc(self, self.app, self.spec, name=blueprint.name, parameters=None)
        self.spec.tag({"name": blueprint.name, "description": blueprint.description})
