"""How often anybody may ask: counted in memory that the workers share, so that a limit is one limit however many they are.

Nothing of it is ever on a disk: who asked when would betray a shift. A key's place in the memory is a digest under a secret
that this process drew and nobody else knows.
"""

import fcntl
import hashlib
import mmap
import secrets
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

METER = "canvass.meter"
"""Where an application keeps its meter, among its extensions."""
SETS = 4096
WAYS = 8
SLOT = struct.Struct("<8sd")
SET_BYTES = WAYS * SLOT.size


@dataclass(frozen=True)
class Rate:
    """At most `burst` at once; after that, one more every `every` seconds."""

    name: str
    burst: int
    every: float


class Meter:
    """Counts by key. Made before the workers are forked, it is theirs together: half a megabyte, whatever comes.

    The generic cell rate algorithm (ITU-T I.371): of each key one moment is kept, at which all that it asked is paid off.
    A set of eight keys that is full gives up the one that would be paid off first.
    """

    def __init__(self, factor: float = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._factor = factor
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._memory = mmap.mmap(-1, SETS * SET_BYTES)
        # A process that is killed while it holds this lets go of it; a semaphore in the memory would stay taken.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as the meter is there
        self._thread = threading.Lock()

    def take(self, rate: Rate, who: bytes) -> float:
        """Count one request: 0, or in how many seconds it may be asked again. Who is refused is not counted."""
        return self._pay(rate, who, counting=True)

    def wait_of(self, rate: Rate, who: bytes) -> float:
        """What `take` would say, without counting anything."""
        return self._pay(rate, who, counting=False)

    def _pay(self, rate: Rate, who: bytes, *, counting: bool) -> float:
        key, start = self._place(rate, who)
        every = rate.every / self._factor
        with self._alone():
            now = self._clock()
            slots = [SLOT.unpack_from(self._memory, start + n * SLOT.size) for n in range(WAYS)]
            # An empty slot is one that was paid off long ago.
            at, paid_off = next(
                ((n, moment) for n, (name, moment) in enumerate(slots) if name == key),
                (min(range(WAYS), key=lambda n: slots[n][1]), 0.0),
            )
            owed = max(paid_off - now, 0.0) + every
            wait = owed - rate.burst * rate.every
            if wait > 0:
                return wait
            if counting:
                SLOT.pack_into(self._memory, start + at * SLOT.size, key, now + owed)
        return 0.0

    def _place(self, rate: Rate, who: bytes) -> tuple[bytes, int]:
        digest = hashlib.blake2b(rate.name.encode() + b"\0" + who, key=self._secret, digest_size=16).digest()
        return digest[:8], int.from_bytes(digest[8:], "big") % SETS * SET_BYTES

    @contextmanager
    def _alone(self) -> Iterator[None]:
        descriptor = self._file.fileno()
        with self._thread:
            fcntl.lockf(descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(descriptor, fcntl.LOCK_UN)


def network_of(address: str) -> str:
    """Where a request comes from. Who has one address of IPv6 has all of its /64, and would come from another each time."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return address
    return str(ip_network((int(found) >> 64 << 64, 64)))
