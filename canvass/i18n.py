"""Both languages: the catalogue, and which of them a caller reads. Spanish is the source, English stands beside it."""

from typing import Any

from flask import has_request_context, request
from flask_babel import Babel, get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _gettext

from canvass.config import LANGUAGES

babel = Babel()

__all__ = ["babel", "choose_locale", "current_language", "gettext", "lazy_gettext", "ngettext"]


def gettext(message: str, **params: Any) -> str:
    """The message in the caller's language, its `%(name)s` filled in."""
    return str(_gettext(message, **params))


def choose_locale() -> str:
    """The caller's language by what the app or the browser asks for; Spanish when it says nothing."""
    if not has_request_context():
        return LANGUAGES[0]
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def current_language() -> str:
    """The code of the language now spoken: `es` or `en`."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]
