"""Serves the app's shell and the built front end, with the security headers on every answer, static ones too."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PACKAGE = Path(__file__).parent
DIST = PACKAGE / "static" / "dist"

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "geolocation=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), "
        "camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
HSTS = "max-age=31536000"
HASHED = "/assets/"
WORTH_PACKING = 1024
"""Bytes; what is shorter fits into one packet anyway."""
PACKING_LEVEL = 6


def register_shell(app: Flask) -> None:
    """Serve the front end: its files by WhiteNoise, every other path outside `/api` as the app's one page."""
    tls = app.config["SETTINGS"].base_url.startswith("https://")
    whitenoise = WhiteNoise(
        app.wsgi_app,
        root=str(DIST) if DIST.is_dir() else None,
        max_age=0,
        index_file=True,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: url.startswith(HASHED),
    )
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if tls else {})
    app.wsgi_app = with_headers(whitenoise, headers)  # type: ignore[assignment, method-assign]

    @app.after_request
    def finish_api(response: Response) -> Response:
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
            pack(response)
        return response

    app.config["SHELL_ENDPOINTS"] = frozenset({"page", "openapi_ui"})

    @app.get("/<path:path>", endpoint="page")
    def page(path: str) -> Response:
        """The one page; which screen it shows is the app's to know."""
        if path.startswith(("api/", HASHED.strip("/"))) or "." in path.rsplit("/", 1)[-1]:
            abort(404)
        response = send_page(reads("br"))
        response.headers["Cache-Control"] = "no-cache"
        return response

    @app.get("/api/docs", endpoint="openapi_ui")
    def openapi_ui() -> ResponseReturnValue:
        """The API's description as a page, self-hosted."""
        return redirect("/apidocs/index.html")


def with_headers(wsgi: "WSGIApplication", headers: Mapping[str, str]) -> "WSGIApplication":
    """The same application with these headers on every answer, whoever gives it: WhiteNoise's redirects too."""
    names = {name.lower() for name in headers}

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            others = [(name, value) for name, value in given if name.lower() not in names]
            return start_response(status, [*others, *headers.items()], *error)

        return wsgi(environ, start)

    return answer


def send_page(brotli: bool) -> Response:
    """The one page, packed by the build, or as it is."""
    response = send_from_directory(
        DIST, "index.html.br" if brotli else "index.html", mimetype="text/html", max_age=0
    )
    response.vary.add("Accept-Encoding")
    if brotli:
        response.content_encoding = "br"
    return response


def pack(response: Response) -> None:
    """Gzip what is worth it: a turf's doors come over a slow line in a sixth of the time.

    No other site can have such an answer made with this person's session (the cookie is `SameSite=Strict`), so its
    length tells nobody anything.
    """
    response.vary.add("Accept-Encoding")
    if not reads("gzip") or response.is_streamed or response.content_encoding:
        return
    plain = response.get_data()
    if len(plain) >= WORTH_PACKING:
        response.set_data(gzip.compress(plain, PACKING_LEVEL, mtime=0))
        response.content_encoding = "gzip"


def reads(encoding: str) -> bool:
    """Whether who asks can read this encoding."""
    return request.accept_encodings.quality(encoding) > 0
