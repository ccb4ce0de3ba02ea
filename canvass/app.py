"""create_app(): wiring, nothing else."""

import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
from flask import Flask
from flask.ctx import AppContext
from flask.json.provider import DefaultJSONProvider
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from canvass import erasures, job_work, nights, shell
from canvass.api import register_api
from canvass.api.edge import check_declared
from canvass.config import Problem, Settings, SettingsError
from canvass.db import MIGRATIONS, db, prepare_engine
from canvass.errors import N_
from canvass.handouts import HANDOUTS, Tally
from canvass.i18n import babel, choose_locale
from canvass.limits import METER, Meter
from canvass.serving import THREADS

NOT_SET_UP = N_("%(instance)s todavía no está preparada. Ejecute: canvass init")
JSON_LIMIT = 512 * 1024
POOL_SECONDS = 10
RECYCLE_SECONDS = 600


class FastJson(DefaultJSONProvider):
    """orjson both ways. Keys that are no strings are allowed: marshmallow numbers the items of a list with them."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return orjson.dumps(obj, default=self.default, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for the environment's; `SettingsError` where it cannot start."""
    settings = settings or Settings.from_environment()
    if not settings.secret_key:
        raise SettingsError(Problem("CANVASS_INSTANCE", (NOT_SET_UP,), {"instance": settings.instance}))
    app = Flask("canvass", static_folder=None, instance_path=str(settings.instance))
    app.json = FastJson(app)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=JSON_LIMIT,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        BABEL_DEFAULT_TIMEZONE=str(settings.time_zone),
    )
    app.extensions[METER] = Meter(settings.rate_factor)
    app.extensions[HANDOUTS] = Tally()
    _connect(app)
    register_api(app)
    shell.register_shell(app)
    check_declared(app)
    _trust_proxies(app, settings)
    return app


def _connect(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    babel.init_app(app, locale_selector=choose_locale)
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        prepare_engine(db.engine)
        erasures.keep_lists_in(settings.backup_folder)
        # The queue is kept with the database, which is kept as long as the application is: were it to hold the application,
        # neither would ever go.
        job_work.use_queue(settings, _weakly(app), partial(nights.look_at_clock, settings))


def _weakly(app: Flask) -> Callable[[], AppContext]:
    here: Any = weakref.proxy(app)

    def enter() -> AppContext:
        entered: AppContext = here.app_context()
        return entered

    return enter


def _engine_options(settings: Settings) -> dict[str, Any]:
    # What a statement was given is somebody's: no error's text, wherever it ends up, shall hold it.
    options = {"hide_parameters": True}
    if settings.is_sqlite:
        return options
    # One connection for each of a worker's threads, two to spare. The last that was used comes first: its server has its
    # statements planned, and what they need at hand. Each is renewed now and then: it keeps the plans that it made of
    # its statements, also of the hour when the tables were empty.
    pool = {
        "pool_size": THREADS,
        "pool_use_lifo": True,
        "max_overflow": 2,
        "pool_timeout": POOL_SECONDS,
        "pool_recycle": RECYCLE_SECONDS,
    }
    return {**options, **pool}


def _trust_proxies(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
