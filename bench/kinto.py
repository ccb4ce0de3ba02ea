"""Kinto, the peer: in a virtual environment of its own outside the project, on the same PostgreSQL, asked for the same."""

import base64
import http.client
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from bench.delta import Waits
from bench.writer import Sent, Work, at_once, rate
from tests.browser.server import free_port

PACKAGES = ("kinto[postgresql]", "gunicorn")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "canvass-bench"
START_SECONDS = 60
MOST_IN_A_BATCH = 25
WORKERS, THREADS = 2, 4
SETTINGS = """[app:main]
use = egg:kinto
kinto.includes =
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = only for a measurement
multiauth.policies = basicauth
multiauth.policy.basicauth.use = kinto.core.authentication.BasicAuthAuthenticationPolicy

[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = ERROR
handlers =
"""
APPLICATION = """import configparser
import kinto
read = configparser.RawConfigParser()
read.read("kinto.ini")
settings = dict(read["app:main"])
settings.pop("use")
application = kinto.main({}, **settings)
"""
BUCKET = "/v1/buckets/town"
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(b"volunteer:measured").decode(),
    "Content-Type": "application/json",
}


def install() -> Path:
    """The folder of Kinto's programs; made with pip where it is not there yet."""
    made = CACHE / "kinto"
    if not (made / "bin" / "gunicorn").exists():
        subprocess.run([sys.executable, "-m", "venv", str(made)], check=True)
        subprocess.run([made / "bin" / "pip", "install", "--quiet", *PACKAGES], check=True)
    return made / "bin"


@dataclass
class Kinto:
    """A running server with two workers, and a collection of visits and one of doors."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def start(self, doors: Sequence[str]) -> None:
        """Set up, start, and give it the turf's doors."""
        programs = install()
        self.folder.mkdir()
        (self.folder / "kinto.ini").write_text(SETTINGS.format(database=self.database))
        (self.folder / "served.py").write_text(APPLICATION)
        migrate = [programs / "kinto", "migrate", "--ini", "kinto.ini"]
        subprocess.run(migrate, cwd=self.folder, check=True, capture_output=True)
        serve = [programs / "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", str(THREADS)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*serve, "-b", f"127.0.0.1:{self.port}", "served:application"],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Kinto did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.2)
        for path in (BUCKET, f"{BUCKET}/collections/visits", f"{BUCKET}/collections/doors"):
            self.call("PUT", path, {})
        for start in range(0, len(doors), MOST_IN_A_BATCH):
            self.write("doors", {name: door(0) for name in doors[start : start + MOST_IN_A_BATCH]})

    def stop(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(START_SECONDS)

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request over the one connection: status, headers, body."""
        text = None if body is None else orjson.dumps(body)
        for attempt in (1, 2):
            try:
                self.connection.request(method, path, text, {**HEADERS, **(headers or {})})
                answer = self.connection.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            except (OSError, http.client.HTTPException):
                # The server closes a connection that was quiet for a while.
                self.connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def write(self, collection: str, records: dict[str, Any]) -> set[str]:
        """Write records in one batch; the ids that it acknowledges."""
        status, _, answer = self.call("POST", "/v1/batch", orjson.loads(batch(collection, records)))
        if status != 200:
            raise RuntimeError(f"Kinto: {status} {answer[:300]!r}")
        return acknowledged(answer)

    def _answers(self) -> bool:
        try:
            return self.call("GET", "/v1/")[0] == 200
        except OSError:
            return False


class KintoReader:
    """Who follows the documented recipe: ask with `_since` for what is newer than the last answer's ETag."""

    def __init__(self, kinto: Kinto, collection: str) -> None:
        self.kinto = Kinto(kinto.folder, kinto.database, kinto.port)
        self.path = f"{BUCKET}/collections/{collection}/records"
        self.seen: set[str] = set()
        self.etag = ""
        self.pull()

    def pull(self) -> tuple[int, float]:
        """How many records came, and in how many seconds."""
        came, took, etag = 0, 0.0, self.etag
        asked = {"If-None-Match": etag} if etag else {}
        page = self.path + (f"?_since=%22{etag.strip(chr(34))}%22" if etag else "")
        while page:
            began = time.monotonic()
            status, headers, body = self.kinto.call("GET", page, headers=asked)
            took += time.monotonic() - began
            if status != 200:
                break
            records = orjson.loads(body)["data"]
            self.seen.update(record["id"] for record in records)
            came += len(records)
            self.etag = headers.get("ETag", self.etag) if page.startswith(self.path) else self.etag
            page, asked = headers.get("Next-Page", "").partition(f":{self.kinto.port}")[2], {}
        if status not in (200, 304):
            raise RuntimeError(f"Kinto: {status} {body[:300]!r}")
        return came, took


def batch(collection: str, records: dict[str, Any]) -> bytes:
    """A batch that puts these records."""
    return orjson.dumps(
        {
            "defaults": {"method": "PUT"},
            "requests": [
                {"path": f"{BUCKET}/collections/{collection}/records/{name}", "body": {"data": data}}
                for name, data in records.items()
            ],
        }
    )


def acknowledged(answer: bytes) -> set[str]:
    """The ids of the records that a batch's answer says were written."""
    return {
        each["body"]["data"]["id"]
        for each in orjson.loads(answer)["responses"]
        if each["status"] in (200, 201)
    }


def push_all(kinto: Kinto, *, writers: int, each: int) -> tuple[float, set[str]]:
    """Records a second when so many writers put `each` visits at once, and the ids that were acknowledged."""
    works = [Work(kinto.port, "/v1/batch", HEADERS, _bodies(each)) for _ in range(writers)]
    with at_once(works) as answers:
        pass
    acked = {name for sent in _good(answers) for name in acknowledged(sent.answer)}
    return rate(answers, len(acked)), acked


def pull_changes(reader: KintoReader, runs: int, changes: int) -> Waits:
    """Change so many doors, pull them, and pull again when there is nothing."""
    waits = Waits([], [])
    names = sorted(reader.seen)
    for _ in range(runs):
        changed = random.sample(names, changes)
        for start in range(0, changes, MOST_IN_A_BATCH):
            some = changed[start : start + MOST_IN_A_BATCH]
            reader.kinto.write("doors", {name: door(random.randrange(10**6)) for name in some})
        came, seconds = reader.pull()
        if came != changes:
            raise RuntimeError(f"Kinto: {came} records came instead of {changes}")
        waits.some.append(seconds * 1000)
        waits.nothing.append(reader.pull()[1] * 1000)
    return waits


def _good(answers: Sequence[Sequence[Sent]]) -> list[Sent]:
    return [sent for each in answers for sent in each if sent.status == 200]


def _bodies(count: int) -> list[bytes]:
    visits = {str(uuid.uuid4()): visit(n) for n in range(count)}
    names = list(visits)
    return [
        batch("visits", {name: visits[name] for name in names[start : start + MOST_IN_A_BATCH]})
        for start in range(0, count, MOST_IN_A_BATCH)
    ]


def visit(n: int) -> dict[str, Any]:
    """A visit as a record: the fields of an envelope."""
    return {
        "device_seq": n,
        "outbox": str(uuid.uuid4()),
        "kind": "visit.recorded",
        "assignment": str(uuid.uuid4()),
        "generation": 1,
        "recorded_at": "2026-11-23T14:02:11.123-05:00",
        "clock": {"offset_ms": -1200, "round_trip_ms": 80},
        "schema": 1,
        "body": {"door": str(uuid.uuid4()), "result": "not_home", "literature": False},
    }


def door(attempts: int) -> dict[str, Any]:
    """A door as a record: what a pull tells of one, its id and revision aside, which are Kinto's own."""
    return {
        "place": str(uuid.uuid4()),
        "removed": False,
        "position": attempts % 1000,
        "kind": "house",
        "name": None,
        "number": "14",
        "street": "Calle Roble",
        "label": "",
        "floor": None,
        "lon": -82.5515,
        "lat": 35.5951,
        "do_not_knock": False,
        "attempts": attempts,
        "last": {
            "visit": str(uuid.uuid4()),
            "result": "not_home",
            "literature": False,
            "at": "2026-11-23T19:02:11.123Z",
            "late": False,
            "mine": False,
        },
    }
