"""Points that are not sure, put right one after the other: by mouse, by keyboard, by a tap."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.server import Server
from tests.browser.test_screens import faults

KNOWN = "".join(f"{n},Calle Roble,Emma,{-82.6 + n / 5000:.4f},35.59\n" for n in (2, 10, 30))
LOST = "".join(f"{n},Calle Roble,Emma,,\n" for n in (4, 6, 8))


def test_points_are_put_right_one_after_the_other(
    server: Server, devices: Callable[..., Device], tmp_path: Path
) -> None:
    link = server.canvass("invite", "--role", "admin", "--alias", "Elena")["link"]
    elena = acts.enrol(devices("elena"), link)
    houses = tmp_path / "condado.csv"
    houses.write_text(f"number,street,city,lon,lat\n{KNOWN}{LOST}")
    acts.import_list(elena, houses)
    elena.link_to("3 direcciones con un punto poco seguro").click()
    elena.sees("0 de 3 revisados")
    pin = elena.page.get_by_role("button", name="Punto de 4 Calle Roble")
    expect(pin).to_be_visible()
    for scheme in ("light", "dark"):
        elena.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert faults(elena.page, scheme) == {}

    # By mouse: 4 goes some 40 pixels to the east. What was done is taken back, and done again.
    before = waiting(elena)
    drag(elena, "4 Calle Roble", 40, 0)
    elena.button("Mover aquí").click()
    elena.sees("1 de 3 revisados")
    assert east_of(before, elena, "4") > 0
    elena.button("Deshacer: 4 Calle Roble").click()
    elena.sees("0 de 3 revisados")
    assert east_of(before, elena, "4") == 0
    drag(elena, "4 Calle Roble", 40, 0)
    elena.button("Mover aquí").click()

    # By keyboard: 6 goes to the west; 8 is right where it is.
    expect(elena.page.get_by_role("heading", name="6 Calle Roble")).to_be_visible()
    for _ in range(3):
        elena.page.keyboard.press("ArrowLeft")
    elena.button("Mover aquí").press("Enter")
    expect(elena.page.get_by_role("heading", name="8 Calle Roble")).to_be_visible()
    elena.button("Está bien").press("Enter")
    elena.sees("Todos los puntos están revisados")
    assert east_of(before, elena, "4") > 0 > east_of(before, elena, "6")
    assert {name: point["quality"] for name, point in waiting(elena, before).items()} == {
        "4": "placed",
        "6": "placed",
        "8": "confirmed",
    }


def drag(person: Person, address: str, right: int, down: int) -> None:
    box = person.page.get_by_role("button", name=f"Punto de {address}").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    person.page.mouse.move(x, y)
    person.page.mouse.down()
    person.page.mouse.move(x + right, y + down, steps=5)
    person.page.mouse.up()


Points = dict[str, dict[str, Any]]


def waiting(person: Person, known: Points | None = None) -> Points:
    """The points for review by their house numbers; or those known ones as they stand now."""
    found: list[dict[str, Any]] = person.page.evaluate(
        """async ids => {
            const ask = async path => (await fetch(`/api/places/${path}`)).json();
            return ids.length ? Promise.all(ids.map(ask)) : (await ask("unsure")).items;
        }""",
        [point["id"] for point in (known or {}).values()],
    )
    return {point["number"]: point for point in found}


def east_of(before: Points, person: Person, number: str) -> float:
    """How many degrees farther east the place is now."""
    return float(waiting(person, before)[number]["lon"] - before[number]["lon"])
