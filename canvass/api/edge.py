"""The edge: who may enter, one transaction a request, committed before it is answered.

Every route says what it asks of its caller; `check_declared` makes sure that none is left open by forgetting.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_smorest import Blueprint
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from canvass import access, devices, handouts, held_pushes
from canvass.access import Actor, Requirement
from canvass.api.parsing import Parser
from canvass.api.rates import MISS, OPEN, USUAL
from canvass.db import begin_reading, begin_writing_now, begins_writing, db
from canvass.errors import NotAllowed, NotFound, SessionNeeded, TooMany
from canvass.handouts import HANDOUTS
from canvass.limits import METER, Meter, Rate, network_of

View = Callable[..., Any]
COOKIE = "__Host-session"
UPLOAD_TYPE = "application/octet-stream"
CREDENTIALS = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "Reads. Beside it stands what is asked of its member: a role, or a vault's key.",
    },
    "pushToken": {"type": "http", "scheme": "bearer", "description": "A device's token: it only hands in."},
}
"""OpenAPI's `securitySchemes`."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN_ENDPOINTS = frozenset({"api-docs.openapi_json"})


class Noun(Blueprint):  # type: ignore[misc]
    """A blueprint whose routes cannot be made without saying who may call them."""

    ARGUMENTS_PARSER = Parser()

    def route(
        self,
        rule: str,
        *,
        who: Requirement,
        methods: tuple[str, ...] = ("GET",),
        upload: bool = False,
        writes: bool | None = None,
        strangers: bool = False,
        most: int | None = None,
        rate: Rate | None = None,
        **options: Any,
    ) -> Callable[[View], View]:
        """Register a view for `who`; any method but GET begins a writer's transaction, unless `writes` says otherwise.

        `upload`: a raw body, not JSON. It must not hold the writer's lock for as long as the sender takes.
        `strangers`: after a restore the view also serves push tokens that no device has (`pushing_stranger`).
        `most`: how many bytes of JSON it takes, where that is more than elsewhere.
        `rate`: how often it may be asked, by a device, or from an address where it is public (`rates`).
        """
        register = super().route

        def declare(view: View) -> View:
            unsafe = not SAFE.issuperset(methods)
            writing = unsafe if writes is None else writes
            of_member = None if who in ("public", "push") else rate
            guarded = _guard(
                view, who, writes=writing, upload=upload, strangers=strangers, most=most, rate=of_member
            )
            guarded = _metered(guarded, who, rate or (OPEN if who == "public" else USUAL))
            guarded.__dict__["requirement"] = who
            described = self.doc(**_describe(who, upload))(guarded)
            return cast(View, register(rule, methods=list(methods), **options)(described))

        return declare


def _describe(who: Requirement, upload: bool) -> dict[str, Any]:
    """What the API's description says of who may call, and of a body that no schema reads."""
    said: dict[str, Any] = {"security": _security(who)}
    if upload:
        body = {"schema": {"type": "string", "format": "binary"}}
        said["requestBody"] = {"required": True, "content": {UPLOAD_TYPE: body}}
    return said


def _security(who: Requirement) -> list[dict[str, list[str]]]:
    if who == "public":
        return []
    return [{"pushToken": []}] if who == "push" else [{"session": [who]}]


def _guard(
    view: View,
    who: Requirement,
    *,
    writes: bool,
    upload: bool,
    strangers: bool,
    most: int | None,
    rate: Rate | None,
) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if who != "public":
            _check_asked_by_a_script()
        if request.method not in SAFE:
            _check_origin()
            _check_type(upload)
            if most is not None:
                request.max_content_length = most
            if not upload:
                # Whole before the write lock is taken: a body that never comes must hold nobody up.
                request.get_data()
        try:
            begin_reading(db.session)
            _admit(who, strangers)
            if rate is not None:
                _count_member(rate)
            if writes:
                # Only who may come in takes the writer's lock; by then what was read of them may be old.
                begin_writing_now(db.session)
                _admit(who, strangers)
            answer = view(*args, **kwargs)
            db.session.commit()
            _note_handouts()
        except BaseException:
            db.session.rollback()
            raise
        return answer

    return guarded


def _note_handouts() -> None:
    """Act that sealed records are handed out, before they are."""
    for what, records in g.pop("handed_out", ()):
        handouts.tell(current_app.extensions[HANDOUTS], g.actor.member_id, what, records)


def _metered(view: View, who: Requirement, rate: Rate) -> View:
    """Before anything else is done for the request. Of what is public, misses count apart: nobody guesses at leisure."""

    @wraps(view)
    def metered(*args: Any, **kwargs: Any) -> Any:
        meter, asker = cast(Meter, current_app.extensions[METER]), _asker(who)
        wait = meter.take(rate, asker)
        if who == "public":
            wait = max(wait, meter.wait_of(MISS, asker))
        if wait:
            raise TooMany(wait)
        try:
            return view(*args, **kwargs)
        except NotFound:
            if who == "public":
                meter.take(MISS, asker)
            raise

    return metered


def _count_member(rate: Rate) -> None:
    """What is dear is counted of the member as well: whoever has their session made anew, or a second device, has no more."""
    if wait := cast(Meter, current_app.extensions[METER]).take(rate, g.actor.member_id.bytes):
        raise TooMany(wait)


def _asker(who: Requirement) -> bytes:
    """What the request is counted under: its credential, whether it is good or not, or else where it comes from."""
    credential = None
    if who == "push":
        credential = request.headers.get("Authorization")
    elif who != "public":
        credential = request.cookies.get(COOKIE)
    return (credential or network_of(request.remote_addr or "")).encode()


def _check_asked_by_a_script() -> None:
    """Refuse what somebody typed into the address bar: of a phone that is locked it would show what the lock covers."""
    # A browser of before 2023 does not say what an answer is for; of a page it says that it wants HTML.
    meant_for = request.headers.get("Sec-Fetch-Dest", "empty")
    if meant_for != "empty" or "text/html" in request.headers.get("Accept", ""):
        raise Forbidden


def _check_origin() -> None:
    """Refuse what another site made the browser send."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) != request.host:
        raise Forbidden


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _check_type(upload: bool) -> None:
    expected = UPLOAD_TYPE if upload else "application/json"
    if request.mimetype != expected and (upload or request.content_length):
        raise UnsupportedMediaType


def _admit(who: Requirement, strangers: bool) -> None:
    if who == "public":
        return
    if who == "push":
        g.device, g.stranger = _device_or_stranger(strangers)
        return
    g.actor = _actor_of_session()
    if not access.can(g.actor, who):
        raise NotAllowed


def _device_or_stranger(strangers: bool) -> tuple[devices.Device | None, bytes | None]:
    """The device whose push token the request bears, a revoked one too, for it may still hand in; or an unknown token's
    hash, where a restore may have forgotten the device.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SessionNeeded
    device = devices.find_by_token(token)
    hashed = devices.secret_hash(token)
    if device is None and not (strangers and held_pushes.are_held(hashed, datetime.now(UTC))):
        raise SessionNeeded
    return device, None if device else hashed


def _actor_of_session() -> Actor:
    found = devices.find_session(request.cookies.get(COOKIE, ""))
    if found is None:
        raise SessionNeeded
    asking = access.actor_of(found)
    if devices.is_worn(found, keyholder=asking.holder_id is not None):
        # A reader's transaction cannot become a writer's: begin again as one, then move the session's end.
        # Where an import writes, who only reads is not refused: the session is good, and longer the next time.
        hashed = found.hash
        if begins_writing(db.session):
            devices.extend_session(hashed)
    return asking


def hand_out(what: str, records: int) -> None:
    """Say that so many sealed records of this kind go to the caller."""
    g.setdefault("handed_out", []).append((what, records))


def start_writing() -> None:
    """In a route that began as a reader's: take the writer's lock, now that what needs none is done."""
    begin_writing_now(db.session)


def end_part() -> None:
    """In a route that works in parts, each a transaction of its own: commit one. The next begins with `start_writing`."""
    db.session.commit()


def actor() -> Actor:
    """Who is asking; only in routes that need a session."""
    return cast(Actor, g.actor)


def check_proved() -> None:
    """`ProofNeeded` unless the caller has proved a moment ago, with their key, that it is they who ask."""
    access.check_proved(actor(), datetime.now(UTC))


def pushing_device() -> devices.Device:
    """The device that hands in; only in routes for push tokens."""
    return cast(devices.Device, g.device)


def pushing_stranger() -> bytes | None:
    """The hash of a push token that no device has; only in routes that serve strangers."""
    return cast(bytes | None, g.stranger)


def check_declared(app: Flask) -> None:
    """Refuse to start with a route under `/api` that does not say who may call it, and with any unknown one beside it."""
    known = OPEN_ENDPOINTS | cast(frozenset[str], app.config["SHELL_ENDPOINTS"])
    bare = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in known and not hasattr(app.view_functions[rule.endpoint], "requirement")
    ]
    if bare:
        raise RuntimeError(f"routes that do not say who may call them: {', '.join(sorted(bare))}")
