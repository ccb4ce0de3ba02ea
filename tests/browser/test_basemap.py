"""The ground under a turf: kept with it, seen where there is no network, and gone with it."""

import base64
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.demo import Demo
from tests.browser.device import Device

PIECES = """() => new Promise((resolve) => {
    indexedDB.open("canvass").onsuccess = ({target}) => {
        const all = target.result.transaction("basemaps").objectStore("basemaps").getAll();
        all.onsuccess = () => resolve(all.result.map(({turf, sealed}) => [turf, sealed.byteLength]));
    };
})"""
DRAWN = "() => fetch('/api/basemap').then((answer) => answer.json()).then(({version}) => version !== null)"
EDGES = """async ([picture, red, green, blue]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), {width: image.width, height: image.height});
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const {data} = pen.getImageData(0, 0, image.width, image.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4)
        found += data[i] === red && data[i + 1] === green && data[i + 2] === blue;
    return found;
}"""
"""Pixels in the colour of streets' edges, which nothing else has."""
LIGHT, DARK = (0xD8, 0xCE, 0xBE), (0x0D, 0x11, 0x12)
SECONDS = 40


def test_a_turfs_streets_are_seen_without_a_network(demo: Demo, devices: Callable[..., Device]) -> None:
    alma = acts.enrol(devices("alma"), demo.link("volunteer"))
    page = alma.page
    page.locator("a[href^='/turfs/']").first.click()
    turf = page.url.rpartition("/")[2]
    # The demo's is drawn by a job; a phone that found none asks when it starts again.
    until(alma, lambda: page.evaluate(DRAWN))
    page.reload()
    alma.sees("Siguiente")
    # The turfs' pieces come one after the other.
    kept = until(alma, lambda: dict(page.evaluate(PIECES)).get(turf))
    assert kept <= 600_000

    # The map's code is kept at its first use at the latest.
    page.goto(page.url + "/map")
    expect(page.locator(".turf-map")).to_be_visible()
    until(alma, lambda: count_edges(alma) > 100)
    alma.device.offline()
    page.reload()
    expect(page.locator(".turf-map")).to_be_visible()
    until(alma, lambda: count_edges(alma) > 100)

    page.emulate_media(color_scheme="dark")
    until(alma, lambda: count_edges(alma, DARK) > 100 and count_edges(alma) == 0)
    assert alma.device.refused == []


def count_edges(person: Person, colour: tuple[int, int, int] = LIGHT) -> int:
    picture = base64.b64encode(person.page.locator(".turf-map").screenshot()).decode()
    found: int = person.page.evaluate(EDGES, [picture, *colour])
    return found


def until(person: Person, look: Callable[[], Any]) -> Any:
    """What `look` sees once it sees something."""
    for _ in range(2 * SECONDS):
        if found := look():
            return found
        person.page.wait_for_timeout(500)
    raise AssertionError("never seen")
