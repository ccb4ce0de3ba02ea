"""What peers found, kept in a file from run to run: the slowest of them takes two minutes of a city."""

import hashlib
import json
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bench import cutting_peers
from bench.cutting_peers import PEERS, Ground, Labels

LIBRARIES = ("k-means-constrained", "numpy", "ortools", "pymetis", "scikit-learn", "scipy")


class KeptPeers:
    """Results by what they depend on: other doors, another size, other peers have none yet. `taken` names those that this
    run did not work out itself; their CPU seconds are those of the run that did."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept: dict[str, Any] = json.loads(path.read_text()) if path and path.exists() else {}
        self.taken: list[str] = []

    def measure(self, town: str, ground: Ground, name: str) -> tuple[Labels, float]:
        """A peer's turfs, and the CPU seconds that they took it."""
        key = f"{town}/{name}/{_digest(ground)}"
        if key in self._kept:
            self.taken.append(f"{town}/{name}")
        else:
            start = time.process_time()
            turf = PEERS[name](ground)
            self._kept[key] = {"cpu_s": time.process_time() - start, "turf": turf.tolist()}
        return np.array(self._kept[key]["turf"], dtype=np.int64), float(self._kept[key]["cpu_s"])

    def write(self) -> None:
        """Keep what there is, where it was asked to be kept."""
        if self._path:
            self._path.write_text(json.dumps(self._kept))


def _digest(ground: Ground) -> str:
    """A name for all that a peer's turfs depend on."""
    digest = hashlib.sha256(Path(cutting_peers.__file__).read_bytes())
    digest.update(" ".join([str(ground.size), *map(version, LIBRARIES)]).encode())
    sites = ground.sites
    for each in (ground.xy, sites.xy, sites.doors, sites.of_door, sites.first, sites.beside):
        digest.update(np.ascontiguousarray(each).tobytes())
    return digest.hexdigest()[:16]
