"""What every screen may know of the organisation."""

from datetime import date, datetime, timedelta
from typing import Any

import marshmallow as ma
from flask import current_app

from canvass.config import LANGUAGES, Settings
from canvass.members import organisation_id


class OrganisationSchema(ma.Schema):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    hotline = ma.fields.String(required=True, metadata={"description": "The Línea's number, E.164."})
    time_zone = ma.fields.String(required=True, metadata={"description": "IANA name."})
    languages = ma.fields.List(ma.fields.String(), required=True)


def settings() -> Settings:
    """The settings of the application that is answering."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def grace() -> timedelta:
    """How long after a lease's end the phone keeps the turf."""
    return timedelta(hours=settings().grace_hours)


def today() -> date:
    """The day in the organisation's time zone."""
    return datetime.now(settings().time_zone).date()


def organisation() -> dict[str, Any]:
    """`OrganisationSchema`'s values."""
    at = settings()
    return {
        "id": organisation_id(),
        "name": at.org_name,
        "hotline": at.hotline,
        "time_zone": str(at.time_zone),
        "languages": list(LANGUAGES),
    }
