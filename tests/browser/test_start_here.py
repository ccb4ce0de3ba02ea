"""A volunteer who begins at another end of the turf: what is left is walked from there, and a tap takes it back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.demo import Demo, serving_demo
from tests.browser.device import Device

LAST_DOOR = """async (turf) => {
    const {rows} = await (await fetch(`/api/turfs/${turf}/snapshot`)).json();
    const left = rows.filter((row) => row.attempts === 0 && !row.do_not_knock);
    return left.sort((a, b) => b.position - a.position)[0];
}"""


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Made and served by one command, as whoever tries Canvass does it; the other tests serve copies of such a town."""
    with serving_demo(tmp_path) as made:
        yield made


def test_from_the_far_end_and_back(demo: Demo, devices: Callable[..., Device]) -> None:
    alma = acts.enrol(devices("alma"), demo.link("volunteer"))
    alma.page.locator("a[href^='/turfs/']").first.click()
    first = alma.page.locator("a.next")
    before = first.inner_text()
    far: dict[str, Any] = alma.page.evaluate(LAST_DOOR, alma.page.url.rpartition("/")[2])
    start_here(alma)
    # The browser was not asked for the position yet, and this phone visited nothing: all stays as it was.
    alma.sees(alma.say("El teléfono no dice dónde está usted, y aquí no ha visitado ninguna puerta todavía."))
    expect(first).to_have_text(before, use_inner_text=True)

    stand_at(alma, far)
    start_here(alma)
    alma.sees(alma.say("Ordenado desde donde usted está."))
    expect(first).to_contain_text(far["label"] or far["number"])
    alma.button("Más").click()
    alma.button("Volver al orden de la zona").click()
    expect(first).to_have_text(before, use_inner_text=True)

    start_here(alma)
    expect(first).to_contain_text(far["label"] or far["number"])
    alma.button("Deshacer").click()
    expect(first).to_have_text(before, use_inner_text=True)
    assert alma.device.refused == []


def start_here(person: Person) -> None:
    person.button("Más").click()
    person.button("Empezar aquí").click()


def stand_at(person: Person, door: dict[str, Any]) -> None:
    assert person.device.context is not None
    person.device.context.grant_permissions(["geolocation"])
    person.device.context.set_geolocation({"longitude": door["lon"], "latitude": door["lat"]})
