"""A page that keeps a secret of its own in every place that a browser has: what a search of the profile has to find."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
from playwright.sync_api import Page

from tests.browser.device import Device

STEM = "Plantado"
FOLDERS = {
    "local": "Local Storage",
    "session": "Session Storage",
    "database": "IndexedDB",
    "compressed": "IndexedDB",
    "wrapped": "IndexedDB",
    "caches": "CacheStorage",
    "opfs": "File System",
    "address": "History",
    "title": "History",
    "typed": "Sessions",
    "gzip": "Cache",
    "brotli": "Cache",
}
"""Each place and the folder or file of the profile in which it comes to lie."""

LONG = f"Todas las casillas: {STEM} y docompressed y dowrapped, y otra vez. " * 400
"""Repeats itself, and holds either part of what is looked for: compressed, that is a mere hint at both."""

KEEP = """async ({ secrets, long }) => {
    localStorage.setItem("secret", secrets.local);
    sessionStorage.setItem("secret", secrets.session);
    await new Promise((resolve, reject) => {
        const opening = indexedDB.open("careless");
        opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
        opening.onerror = reject;
        opening.onsuccess = () => {
            const writing = opening.result.transaction("kept", "readwrite", { durability: "strict" });
            writing.objectStore("kept").put({ name: secrets.database }, 1);
            writing.objectStore("kept").put({ text: long.slice(0, 9000) + secrets.compressed + long.slice(0, 9000) }, 2);
            writing.objectStore("kept").put({ text: long.repeat(9) + secrets.wrapped + long }, 0);
            // So much that it is moved from the log into a table, compressed.
            for (let n = 3; n < 300; n += 1) writing.objectStore("kept").put({ text: long }, n);
            writing.oncomplete = resolve;
        };
    });
    await (await caches.open("careless")).put("/kept", new Response(secrets.caches));
    const file = await (await navigator.storage.getDirectory()).getFileHandle("kept", { create: true });
    const writing = await file.createWritable();
    await writing.write(secrets.opfs);
    await writing.close();
    document.title = secrets.title;
    for (const coding of ["gzip", "br"]) await (await fetch(`/${coding}`)).text();
}"""


def secret(place: str) -> str:
    """What is kept there and nowhere else."""
    return f"{STEM}{place}"


def body(coding: str) -> tuple[bytes, str]:
    """What the server says, compressed so that no word of it lies open."""
    told = f"{LONG}{secret('gzip' if coding == 'gzip' else 'brotli')}{LONG}".encode()
    return (gzip.compress(told), "gzip") if coding == "gzip" else (brotli.compress(told), "br")


class Careless(BaseHTTPRequestHandler):
    """Answers that may be kept for a day."""

    def do_GET(self) -> None:
        coding = self.path.strip("/")
        content, encoded = (
            body(coding) if coding in ("gzip", "br") else (b"<form><input id=typed></form>", "identity")
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", encoded)
        self.send_header("Cache-Control", "max-age=86400")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name that it has there
        """It says nothing."""


@contextmanager
def careless_server() -> Iterator[str]:
    """The page's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def be_careless(device: Device, address: str) -> None:
    """Keep a secret everywhere, and close the browser, so that it has written all that it writes."""
    page: Page = device.open(f"{address}?q={secret('address')}")
    page.locator("#typed").press_sequentially(secret("typed"))
    page.evaluate(KEEP, {"secrets": {place: secret(place) for place in FOLDERS}, "long": LONG})
    # What was typed is written down with the page's place in its history.
    page.evaluate("() => history.pushState(null, '', '/next')")
    assert any((device.profile / "temporary").iterdir()), "its temporary files lie where nobody looks"
    device.close()
