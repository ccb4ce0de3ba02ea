"""Whoever takes the whole server cannot tell at which door a contact was met; from a careless one they can."""

from pathlib import Path

from canvass.backup_keys import make_key
from canvass.config import Settings
from tests.cast import Cast
from tests.linking.adversary import gives_away, scores, told
from tests.linking.haul import take, whole_server
from tests.linking.walking import Shape, walk_weeks


def test_the_whole_server_tells_no_contacts_door(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    """Its rows and their stamps, its files, its log of writes, and each night's backup, as it lies there; and, to be sure,
    which hours are held for whom."""
    kept = tmp_path / "backups"
    truth = walk_weeks(cast, settings, Shape(backups=kept, backup_key=make_key().public))

    haul = take(cast.app, [*whole_server(cast.app, settings), kept], holds=truth.holds)
    best = scores(haul, truth.met_at)

    assert len(truth.met_at) > 80
    assert len(truth.holds) > 30
    assert len(list(kept.glob("canvass-*"))) > 8
    assert not gives_away(best), told(best)


def test_a_careless_server_tells_them(cast: Cast, settings: Settings) -> None:
    """A control: contacts go along with their visits, and no night ever comes."""
    truth = walk_weeks(cast, settings, Shape(weeks=2, careless=True))

    best = scores(take(cast.app, whole_server(cast.app, settings)), truth.met_at)

    assert gives_away(best), told(best)
    assert best[0].ratio > 8, told(best)
