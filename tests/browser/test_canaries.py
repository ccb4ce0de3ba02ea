"""Nobody who takes the server, its backups, the volunteer's phone or the staff's laptop finds a word of what a person said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from canvass.exports import SEALED as SEALED_COLUMNS
from canvass.sealing import open_export
from tests.browser.canaries import SEALED, WHERE
from tests.browser.careless import FOLDERS, be_careless, careless_server, secret
from tests.browser.device import Device
from tests.browser.telling import tell
from tests.browser.watching import Story, serving
from tests.postgres import find_binaries, running_cluster
from tests.seized.searching import hits


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def story(request: pytest.FixtureRequest, tmp_path: Path, devices: Callable[..., Device]) -> Iterator[Story]:
    """On each database; PostgreSQL's own folder is searched, so that it has a server of its own."""
    if request.param == "sqlite":
        with serving(tmp_path / "office") as server:
            yield Story(server, None, devices)
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql)")
    with running_cluster(binaries) as cluster, serving(tmp_path / "office", cluster) as server:
        yield Story(server, cluster, devices)


def test_what_a_person_said_lies_nowhere(story: Story) -> None:
    tell(story)

    assert story.found == {}
    assert story.left == []
    # All of it went through there: who holds a key reads each of them in the sealed copy.
    records = list(open_export(story.exported, story.celia.words))
    opened = str([each.body for each in records])
    assert [canary for canary in (*SEALED, "'fear'") if canary not in opened] == []
    assert {each.kind for each in records} == {each.kind for each in SEALED_COLUMNS}
    # And what the server does know in clear, the same search finds in its database.
    database = story.cluster.folder / "data" / "base" if story.cluster else story.server.instance
    assert hits(database, [WHERE])
    # An erased phone's session has ended: it asks once more whose it was.
    assert [said for said in story.alma.device.refused if "/api/session" not in said] == []
    assert story.celia.device.refused == []


def test_the_search_finds_what_lies_in_a_browsers_profile(devices: Callable[..., Device]) -> None:
    """A control: a page of somebody careless keeps a secret in each place that there is."""
    device = devices("careless")
    with careless_server() as address:
        be_careless(device, address)
    found = hits(device.profile, map(secret, FOLDERS))

    missed = [
        place
        for place, folder in FOLDERS.items()
        if not any(folder in path for path in found.get(secret(place), []))
    ]
    assert missed == []
