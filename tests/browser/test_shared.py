"""A phone that two people share: each walks, saves and reads their own, whoever had it before."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import LONG
from tests.browser.device import PIN, Device, type_pin
from tests.browser.stopping import wait_until
from tests.browser.street import Walker, begin_walk, cut, invite
from tests.faults.field import Field
from tests.seized.searching import hits

Devices = Callable[..., Device]

DARIOS_PIN = "820617"
NOBODY = "No hay nadie"
SAID = "Guardado aquí"


def places(walker: Walker) -> list[str]:
    """Where this turf's doors are, as only its rows tell."""
    rows = walker.walk.people[0].get(f"/api/turfs/{walker.walk.turf}/snapshot").json["rows"]
    return sorted({str(row["lon"]) for row in rows})


def pin_is_asked(page: Page, person: Walker) -> None:
    expect(page.get_by_label(f"PIN de {person.walk.people[0].name}", exact=False)).to_be_visible(timeout=LONG)


def gets_the_phone(person: Walker) -> None:
    """From the lock screen, whoever's it shows."""
    person.go("/who")
    person.button(person.walk.people[0].name).click()
    pin_is_asked(person.page, person)


def records(person: Walker, pin: str, n: int) -> None:
    type_pin(person.page, pin)
    person.sees("Arroyo")
    person.go(person.door(n))
    pin_is_asked(person.page, person)
    type_pin(person.page, pin)
    person.tap(NOBODY)
    person.sees(SAID)


def arrived(person: Walker) -> bool:
    return len(person.at_the_server().visits) == 1


def test_two_people_share_a_phone_and_neither_reads_the_others(sqlite_field: Field, devices: Devices) -> None:
    alma = begin_walk(sqlite_field, devices("alma"))
    page, device = alma.page, alma.device
    dario = Walker(device, office=sqlite_field, walk=sqlite_field.walk(doors=4))
    names = [one.walk.people[0].name for one in (alma, dario)]
    canaries = [*places(alma), *places(dario)]
    device.close()
    device.pin = None
    device.open(alma.origin + alma.turf)
    page = alma.page

    # Darío opens his link on it: Alma types her PIN first, and he chooses one.
    page.goto(invite(sqlite_field, dario.walk))
    alma.sees("Este teléfono ya tiene a otra persona")
    alma.button("Agregar a %(name)s", name=names[1]).click()
    pin_is_asked(page, alma)
    type_pin(page, PIN)
    alma.button("Empezar").click()
    expect(page.locator("input.pin")).to_have_count(2, timeout=LONG)
    type_pin(page, DARIOS_PIN)
    page.get_by_role("link", name="Arroyo").click()
    dario.sees("Siguiente")

    # Both walk out of reach, one after the other.
    alma.leave_reach()
    gets_the_phone(alma)
    records(alma, PIN, 0)
    gets_the_phone(dario)
    records(dario, DARIOS_PIN, 1)
    dario.go("/who")
    expect(page.get_by_text("2 por enviar")).to_have_count(2, timeout=LONG)
    # A network that is just back often fails at first.
    sqlite_field.proxy.plan(cut, cut, cut)
    dario.reach()
    wait_until(page, lambda: arrived(dario) and arrived(alma), "not all of it reached the server")
    for one, n in ((alma, 0), (dario, 1)):
        facts = one.at_the_server()
        facts.assert_whole()
        assert set(facts.visits) == {one.walk.doors[n]}

    # His PIN opens nothing of hers; hers does, and her session is her own again.
    gets_the_phone(alma)
    type_pin(page, DARIOS_PIN)
    alma.sees("Ese no es el PIN. Quedan 9 intentos.")
    type_pin(page, PIN)
    alma.sees("Arroyo")
    who = "() => fetch('/api/session').then((answer) => answer.json()).then(({member}) => member?.alias)"
    wait_until(page, lambda: page.evaluate(who) == names[0], "the session is not Alma's")
    expect(page.locator(f"a[href='{dario.turf}']")).to_have_count(0)
    device.close()
    assert hits(device.profile, canaries) == {}
    assert [said for said in device.refused if "401" not in said] == []
