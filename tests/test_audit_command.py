"""`canvass audit`: says whether the chain is whole, and by which number it ends."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from canvass import anchors
from canvass.audit import Act, forget_acts
from canvass.audit_command import audit_group
from canvass.cli import canvass
from canvass.db import begin_writing, db
from tests.test_cli import SPANISH, Terminal, facts, ready, terminal  # noqa: F401


@pytest.fixture(autouse=True)
def command() -> None:
    canvass.add_command(audit_group)


def test_a_whole_chain_is_whole_and_a_changed_act_ends_with_4(ready: Terminal) -> None:  # noqa: F811
    assert ready.run("invite", "--role", "admin").exit_code == 0
    noted = ready.run("audit", "head").stdout.strip()
    assert noted.startswith("1:")
    whole = ready.run("audit", "verify", "--noted", noted, "--json")
    assert (whole.exit_code, facts(whole)) == (0, {"findings": [], "unchecked": [], "head": noted})
    assert "La cadena está entera, hasta el acto 1." in ready.run("audit", "verify", **SPANISH).stderr

    with ready.made[-1].app_context():
        begin_writing(db.session)
        db.session.execute(update(Act).values(act="nothing"))
        db.session.commit()
    changed = ready.run("audit", "verify", "--json", **SPANISH)
    assert changed.exit_code == 4
    assert facts(changed)["findings"] == [{"n": 1, "what": "broken"}]
    assert "El acto 1 no sigue del anterior" in changed.stderr


def test_what_was_noted_of_acts_that_are_forgotten_is_said_to_be_beyond_telling(
    ready: Terminal,  # noqa: F811
) -> None:
    assert ready.run("invite", "--role", "admin").exit_code == 0
    noted = ready.run("audit", "head").stdout.strip()
    with ready.made[-1].app_context():
        begin_writing(db.session)
        anchors.drop_daily(datetime.now(UTC) - timedelta(days=100))
        assert forget_acts(datetime.now(UTC) + timedelta(days=1)) == 1
        db.session.commit()
    told = ready.run("audit", "verify", "--noted", noted, "--json", **SPANISH)
    assert (told.exit_code, facts(told)["unchecked"], facts(told)["findings"]) == (0, [1, 1], [])
    assert "se guarda desde el acto 2: de 2 anotaciones de antes no se puede decir nada" in told.stderr
    assert "También la que usted dio es de antes" in told.stderr


def test_acts_of_this_quarter_that_are_said_to_be_forgotten_were_taken_away(ready: Terminal) -> None:  # noqa: F811
    assert ready.run("invite", "--role", "admin").exit_code == 0
    with ready.made[-1].app_context():
        begin_writing(db.session)
        anchors.drop_daily(datetime.now(UTC) - timedelta(days=80))
        assert forget_acts(datetime.now(UTC) + timedelta(days=1)) == 1
        db.session.commit()
    told = ready.run("audit", "verify", **SPANISH)
    assert told.exit_code == 4
    assert "El acto 1 se anotó y ya no está: alguien lo quitó." in told.stderr


def test_what_is_no_head_is_refused(ready: Terminal) -> None:  # noqa: F811
    refused = ready.run("audit", "verify", "--noted", "nonsense", **SPANISH)
    assert refused.exit_code == 2
    assert "canvass audit head" in refused.stderr
