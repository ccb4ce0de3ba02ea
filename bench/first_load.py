"""What comes over the wire until a new volunteer has enrolled and sees the doors of a turf."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import CDPSession

from bench.neighbourhood import Walk
from bench.phone import enrol, open_turf, opened, settle_in
from tests.browser.device import Device

KILOBYTE = 1000
CACHED = """async () => {
    const names = await caches.keys();
    const kept = await Promise.all(names.filter((name) => name.includes("precache")).map(async (name) => {
        const requests = await (await caches.open(name)).keys();
        return requests.map(({url}) => url);
    }));
    return kept.flat();
}"""
MAP_LIBRARY = "map-library"


@dataclass
class Wire:
    """Bytes of each answer's body as they were sent, by address, without headers."""

    headers: dict[str, float] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def listen(self, cdp: CDPSession) -> None:
        cdp.on("Network.responseReceived", self._begins)
        cdp.on("Network.loadingFinished", self._ends)
        cdp.send("Network.enable")

    def kilobytes(self, *, api: bool) -> float:
        """Of the API's answers, or of everything else."""
        sent = (size for path, size in self.bodies.items() if path.startswith("/api/") == api)
        return sum(sent) / KILOBYTE

    def _begins(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromServiceWorker"):
            return
        self.headers[event["requestId"]] = response["encodedDataLength"]
        self.paths[event["requestId"]] = urlsplit(response["url"]).path

    def _ends(self, event: dict[str, Any]) -> None:
        request = event["requestId"]
        if request in self.headers:
            self.bodies[self.paths[request]] += event["encodedDataLength"] - self.headers[request]


def first_load(device: Device, walk: Walk) -> dict[str, Any]:
    """Kilobytes of a fresh phone's first load: the app, its data, and what the worker fetches behind it for later."""
    wire = Wire()
    # Closed, not killed: what the browser notes beside its store reaches the disk some seconds later.
    with opened(device, killed=False) as (page, cdp):
        wire.listen(cdp)
        enrol(page, walk)
        open_turf(page, walk)
        settle_in(page)
        kept = page.evaluate(CACHED)
    worker = [*kept, f"{walk.link.split('/enrol')[0]}/sw.js"]
    if any(MAP_LIBRARY in url for url in kept):
        raise RuntimeError("the map library is among what every phone fetches")
    app, data = wire.kilobytes(api=False), wire.kilobytes(api=True)
    return {
        "first_load_kb": app + data,
        "app_kb": app,
        "data_kb": data,
        "precache_kb": sum(map(_brotli_bytes, worker)) / KILOBYTE,
        "largest_kb": {
            path: round(size / KILOBYTE, 1)
            for path, size in sorted(wire.bodies.items(), key=lambda item: -item[1])[:6]
        },
    }


def _brotli_bytes(url: str) -> int:
    """The length of what the server sends for this address to a browser that reads brotli."""
    with urlopen(Request(url, headers={"Accept-Encoding": "br"}), timeout=10) as answer:
        return len(answer.read())
