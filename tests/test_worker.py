"""The worker as a process of its own: `canvass worker` does what the app was asked for, and ends when told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from canvass.config import SECRET_FILE, Settings
from tests.cast import Cast
from tests.test_jobs import count_doors, look, start, upload

ROOT = Path(__file__).parents[1]
PATIENCE = 60


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "CANVASS_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "CANVASS_ORG_NAME": settings.org_name,
        "CANVASS_HOTLINE": settings.hotline,
        "CANVASS_TIME_ZONE": str(settings.time_zone),
    }


def test_a_worker_does_the_job_and_ends_when_told(cast: Cast, settings: Settings) -> None:
    (settings.instance / SECRET_FILE).write_text(settings.secret_key)
    job = start(cast, upload(cast)[0])
    command = [sys.executable, "-m", "canvass", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment(settings))
    try:
        deadline = time.monotonic() + PATIENCE
        while look(cast, job)["state"] in ("waiting", "running") and time.monotonic() < deadline:
            time.sleep(0.2)
        second = start(cast, upload(cast)[0])
        while look(cast, second)["state"] in ("waiting", "running") and time.monotonic() < deadline:
            time.sleep(0.2)
        worker.send_signal(signal.SIGTERM)
        worker.wait(PATIENCE)
    finally:
        worker.kill()

    assert look(cast, job)["result"]["doors"]["added"] == 20
    assert look(cast, second)["result"]["doors"]["unchanged"] == 20
    assert count_doors(cast) == 20
