"""Which tests go to one worker together: those that share a server, which is then started once, and nothing else. xdist's own
marks for this have no effect with pytest 9.2: they are written where pytest no longer reads a test's name."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

SHARED = ("tests/browser", "tests/faults")
"""Servers and browsers are heavy: one worker has them all, the other runs what is light beside them."""


class BySharedServers(LoadScopeScheduling):
    """The largest groups are handed out first; at the end are single tests, of which each worker has as many as it can."""

    def _split_scope(self, nodeid: str) -> str:
        folder = str(PurePosixPath(nodeid.partition("::")[0]).parent)
        if folder not in SHARED:
            return nodeid
        return f"{folder} on PostgreSQL" if folder == "tests/faults" and "postgres" in nodeid else folder
