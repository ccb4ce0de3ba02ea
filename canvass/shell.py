"""Serves the app's shell and the built front end, with the security headers on every answer, static ones too."""

from pathlib import Path
from wsgiref.headers import Headers as WsgiHeaders

from flask import Flask, Response, abort, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.utils import redirect
from whitenoise import WhiteNoise

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
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
HSTS = "max-age=31536000"
HASHED = "/assets/"


def register_shell(app: Flask) -> None:
    """Serve the front end: its files by WhiteNoise, every other path outside `/api` as the app's one page."""
    tls = app.config["SETTINGS"].base_url.startswith("https://")

    def decorate(headers: WsgiHeaders | Headers, path: str, url: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if tls:
            headers["Strict-Transport-Security"] = HSTS

    whitenoise = WhiteNoise(
        app.wsgi_app,
        root=str(DIST) if DIST.is_dir() else None,
        max_age=0,
        index_file=True,
        allow_all_origins=False,
        add_headers_function=decorate,
        immutable_file_test=lambda path, url: url.startswith(HASHED),
    )
    app.wsgi_app = whitenoise  # type: ignore[method-assign]

    @app.after_request
    def add_headers(response: Response) -> Response:
        decorate(response.headers, "", request.path)
        if request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    app.config["SHELL_ENDPOINTS"] = frozenset({"page", "openapi_ui"})

    @app.get("/<path:path>", endpoint="page")
    def page(path: str) -> Response:
        """The one page; which screen it shows is the app's to know."""
        if path.startswith(("api/", HASHED.strip("/"))) or "." in path.rsplit("/", 1)[-1]:
            abort(404)
        response = send_from_directory(DIST, "index.html", max_age=0)
        response.headers["Cache-Control"] = "no-cache"
        return response

    @app.get("/api/docs", endpoint="openapi_ui")
    def openapi_ui() -> ResponseReturnValue:
        """The API's description as a page, self-hosted."""
        return redirect("/apidocs/index.html")
