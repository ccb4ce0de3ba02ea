"""The key log: which key each vault has and who holds it, signed entry after signed entry.

Phones, browsers and the server check it by the same rules: a server can neither swap a key nor add a holder.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from canvass.sealing.framing import (
    VAULTS,
    Malformed,
    SealingError,
    b64decode,
    b64encode,
    canonical_json,
    key_id,
)
from canvass.sealing.keys import public_key, verify_log

GENESIS_VAULT: Final = "intake"
_ENTRY_FIELDS: Final = {"org", "n", "prev", "vault", "key", "holders", "by"}
_HOLDER_FIELDS: Final = {"id", "name", "box", "sign"}
_HASH: Final = re.compile(r"[0-9a-f]{64}")


class KeyLogRefused(SealingError):
    """The log is not believed. `n` says at which entry, `code` why: `shorter`, `forked`, `malformed`,
    `foreign_org`, `wrong_number`, `wrong_prev`, `wrong_vault`, `changed_holder`, `wrong_holder`,
    `bad_signature`.
    """

    def __init__(self, code: str, n: int) -> None:
        super().__init__(f"entry {n} of the key log: {code}")
        self.code = code
        self.n = n


@dataclass(frozen=True)
class Holder:
    """A keyholder as the log lists them; `box` and `sign` are raw points (65 bytes)."""

    id: str
    name: str
    box: bytes
    sign: bytes


@dataclass(frozen=True)
class Entry:
    """One entry, read. `key` is the vault's raw public key, `by` the id of the holder who signed."""

    org: str
    n: int
    prev: str
    vault: str
    key: bytes
    holders: tuple[Holder, ...]
    by: str

    @property
    def key_id(self) -> str:
        return key_id(self.key)

    def holder(self, holder_id: str) -> Holder | None:
        """The holder with this id, if the entry lists one."""
        return next((holder for holder in self.holders if holder.id == holder_id), None)


class SignedEntry(NamedTuple):
    """An entry's bytes as they were made once, and the signature over them."""

    entry: bytes
    signature: bytes


class Head(NamedTuple):
    """A place in the log that somebody has seen: entry `n` and the SHA-256 of its bytes in hex."""

    n: int
    hash: str


@dataclass(frozen=True)
class KeyLog:
    """A log that was verified as a whole."""

    entries: tuple[Entry, ...]
    hashes: tuple[str, ...]

    @property
    def head(self) -> Head | None:
        return Head(len(self.hashes) - 1, self.hashes[-1]) if self.hashes else None

    def live(self, vault: str) -> Entry | None:
        """The vault's last entry: its key is the one to seal to, its holders are the ones to wrap to."""
        return next((entry for entry in reversed(self.entries) if entry.vault == vault), None)

    def vaults_of(self, holder_id: str) -> list[str]:
        """The vaults that a holder can open now."""
        lives = ((vault, self.live(vault)) for vault in VAULTS)
        return [vault for vault, entry in lives if entry and entry.holder(holder_id)]

    def entry_of_key(self, wanted: str) -> Entry | None:
        """The last entry with this key id, also one that was rotated away: both key ids are accepted."""
        return next((entry for entry in reversed(self.entries) if entry.key_id == wanted), None)


def entry_hash(entry: bytes) -> str:
    """SHA-256 of an entry's bytes in lower-case hex: the next one's `prev`, and what is pinned."""
    return hashlib.sha256(entry).hexdigest()


def entry_bytes(entry: Entry) -> bytes:
    """An entry as canonical JSON. Made once, signed, and from then on kept byte for byte."""
    return canonical_json(
        {
            "org": entry.org,
            "n": entry.n,
            "prev": entry.prev,
            "vault": entry.vault,
            "key": b64encode(entry.key),
            "holders": [
                {"id": h.id, "name": h.name, "box": b64encode(h.box), "sign": b64encode(h.sign)}
                for h in entry.holders
            ],
            "by": entry.by,
        }
    )


def read_entry(raw: bytes) -> Entry:
    """Read an entry's bytes. `Malformed` unless they are just what `entry_bytes` makes of their content."""
    try:
        entry = _entry(json.loads(raw))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Malformed("not an entry") from error
    if entry_bytes(entry) != raw:
        raise Malformed("not canonical")
    return entry


def verify_chain(
    entries: Sequence[tuple[bytes, bytes]], pinned: Head | None = None, org: str | None = None
) -> KeyLog:
    """Check the whole log, pairs of entry and signature, and that it continues what was `pinned`.

    Raises `KeyLogRefused`.

    Entry n is signed by a holder of its vault, as that vault's last entry lists them; a vault's first by a
    holder of `intake`; entry 0 by one of its own. `org`, if given, is the only organisation whose log is
    believed. A holder's keys never change under the same id. Empty is fine, unless something is pinned.
    """
    hashes = tuple(entry_hash(entry) for entry, _ in entries)
    _check_pin(hashes, pinned)
    believed: list[Entry] = []
    for n, signed in enumerate(entries):
        believed.append(_believe(believed, hashes, n, SignedEntry(*signed), org))
    return KeyLog(tuple(believed), hashes)


def _check_pin(hashes: Sequence[str], pinned: Head | None) -> None:
    if pinned is None:
        return
    if len(hashes) <= pinned.n:
        raise KeyLogRefused("shorter", len(hashes))
    if hashes[pinned.n] != pinned.hash:
        raise KeyLogRefused("forked", pinned.n)


def _believe(
    before: Sequence[Entry], hashes: Sequence[str], n: int, signed: SignedEntry, org: str | None
) -> Entry:
    try:
        entry = read_entry(signed.entry)
    except Malformed as error:
        raise KeyLogRefused("malformed", n) from error
    _check_place(entry, before, hashes, n, org)
    signer = _signers(entry, before).holder(entry.by)
    if signer is None:
        raise KeyLogRefused("wrong_holder", n)
    if not verify_log(signer.sign, signed.entry, signed.signature):
        raise KeyLogRefused("bad_signature", n)
    return entry


def _check_place(
    entry: Entry, before: Sequence[Entry], hashes: Sequence[str], n: int, org: str | None
) -> None:
    if entry.org != (before[0].org if before else entry.org if org is None else org):
        raise KeyLogRefused("foreign_org", n)
    if entry.n != n:
        raise KeyLogRefused("wrong_number", n)
    if entry.prev != (hashes[n - 1] if n else ""):
        raise KeyLogRefused("wrong_prev", n)
    if n == 0 and entry.vault != GENESIS_VAULT:
        raise KeyLogRefused("wrong_vault", n)
    known = {holder.id: holder for earlier in before for holder in earlier.holders}
    if any(_keys(known.get(holder.id, holder)) != _keys(holder) for holder in entry.holders):
        raise KeyLogRefused("changed_holder", n)


def _signers(entry: Entry, before: Sequence[Entry]) -> Entry:
    """The entry whose holders may sign this one."""
    log = KeyLog(tuple(before), ())
    return log.live(entry.vault) or log.live(GENESIS_VAULT) or entry


def _keys(holder: Holder) -> tuple[bytes, bytes]:
    return holder.box, holder.sign


def _entry(data: dict[str, Any]) -> Entry:
    _require(set(data) == _ENTRY_FIELDS and type(data["n"]) is int and data["vault"] in VAULTS)
    _require(all(isinstance(data[name], str) for name in ("org", "prev", "by")))
    _require(data["prev"] == "" or bool(_HASH.fullmatch(data["prev"])))
    holders = tuple(_holder(holder) for holder in data["holders"])
    _require(bool(holders) and len({holder.id for holder in holders}) == len(holders))
    return Entry(
        data["org"], data["n"], data["prev"], data["vault"], _point(data["key"]), holders, data["by"]
    )


def _holder(data: dict[str, Any]) -> Holder:
    _require(set(data) == _HOLDER_FIELDS and isinstance(data["id"], str) and isinstance(data["name"], str))
    return Holder(data["id"], data["name"], _point(data["box"]), _point(data["sign"]))


def _point(text: str) -> bytes:
    raw = b64decode(text)
    public_key(raw)
    return raw


def _require(holds: bool) -> None:
    if not holds:
        raise Malformed("not an entry")
