"""Who pulls while others hand in: over HTTP, with a session, keeping what a phone keeps."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from bench.outing import Outing
from canvass.api.edge import COOKIE
from canvass.feed import digest_of

PAUSE = 0.1


class Reader:
    """A turf's rows as its reader has them, and how long each answer took."""

    def __init__(self, outing: Outing) -> None:
        self.turf = outing.ground.turf
        self.headers = {"Cookie": f"{COOKIE}={outing.reader.cookie}"}
        self.connection = http.client.HTTPConnection("127.0.0.1", outing.server.port, timeout=60)
        taken, self.snapshot_seconds = self._get(f"/api/turfs/{self.turf}/snapshot")
        self.rows: dict[str, dict[str, Any]] = {row["door"]: row for row in taken["rows"]}
        self.cursor: str = taken["cursor"]
        self.differed = 0

    def pull(self) -> tuple[int, float]:
        """Pull to the end: how many rows came, and in how many seconds."""
        came, seconds, more = 0, 0.0, True
        while more:
            page, took = self._get(f"/api/sync/pull?turf={self.turf}&cursor={self.cursor}")
            came, seconds, more = came + len(page["rows"]), seconds + took, page["more"]
            for row in page["rows"]:
                if row["revision"] > self.rows.get(row["door"], {"revision": -1})["revision"]:
                    self.rows[row["door"]] = row
            self.cursor = page["cursor"]
        if page["digest"] != self.digest():
            self.differed += 1
        return came, seconds

    def digest(self) -> str:
        return digest_of((door, row["revision"]) for door, row in self.rows.items() if not row["removed"])

    def _get(self, path: str) -> tuple[dict[str, Any], float]:
        began = time.monotonic()
        try:
            self.connection.request("GET", path, headers=self.headers)
            response = self.connection.getresponse()
        except (OSError, http.client.HTTPException):
            # The server closes a connection that was quiet for a while.
            self.connection.close()
            began = time.monotonic()
            self.connection.request("GET", path, headers=self.headers)
            response = self.connection.getresponse()
        answer = response.read()
        took = time.monotonic() - began
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {answer[:200]!r}")
        return orjson.loads(answer), took


@contextmanager
def reading_meanwhile(pull: Any) -> Iterator[None]:
    """Pull again and again beside what is done inside `with`, and once more after it."""
    done = threading.Event()

    def read() -> None:
        while not done.wait(PAUSE):
            pull()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    pull()
