"""A sealed export, opened on a keyholder's own machine: no server, no network, the words alone.

The file holds the key log, holders' locked keys, wraps and sealed records, all as base64url text; see `docs/protocol.md`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from canvass.sealing.blobs import HolderKeys, WrongWords, open_blob
from canvass.sealing.framing import Malformed, SealingError, b64decode
from canvass.sealing.keylog import KeyLog, SignedEntry, verify_chain
from canvass.sealing.seals import CannotOpen, open_sealed, sealed_key_id, unwrap

VERSION = 1


@dataclass(frozen=True)
class Opened:
    """A record: what was in clear, and its body, or why it did not open (`code`)."""

    vault: str
    kind: str
    id: str
    clear: Mapping[str, Any]
    body: Mapping[str, Any] | None
    code: str | None = None


def open_export(text: str | bytes, words: str) -> Iterator[Opened]:
    """Every record of the export. Raises, before the first: `Malformed` for what is none, `KeyLogRefused`, and `WrongWords`
    where they open no holder's keys in it.

    A record whose key these words do not reach, or that was changed, comes with a code and no body.
    """
    try:
        told = json.loads(text)
        org, records = str(told["org"]), list(told["records"])
        if told["v"] != VERSION:
            raise Malformed("another version")
        log = verify_chain(
            [SignedEntry(b64decode(each["entry"]), b64decode(each["signature"])) for each in told["entries"]],
            org=org,
        )
        holder, keys = _unlock(words, org, told["holders"])
        vault_keys = dict(_unwrapped(keys, org, log, holder, told["wraps"]))
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, SealingError):
            raise
        raise Malformed("not an export") from error
    return (_open(record, org, vault_keys) for record in records)


def _unlock(words: str, org: str, holders: list[dict[str, str]]) -> tuple[str, HolderKeys]:
    for each in holders:
        try:
            return each["id"], open_blob(words, org, each["id"], b64decode(each["blob"]))
        except WrongWords:
            continue
    raise WrongWords("these words open no keys of this file")


def _unwrapped(
    keys: HolderKeys, org: str, log: KeyLog, holder: str, wraps: list[dict[str, str]]
) -> Iterator[tuple[tuple[str, str], EllipticCurvePrivateKey]]:
    for each in wraps:
        entry = log.entry_of_key(each["key_id"])
        if each["holder"] == holder and entry is not None:
            private = unwrap(keys.box, org, entry.vault, entry.key_id, holder, b64decode(each["wrap"]))
            yield (entry.vault, entry.key_id), private


def _open(
    record: dict[str, Any], org: str, keys: Mapping[tuple[str, str], EllipticCurvePrivateKey]
) -> Opened:
    vault, kind, record_id = (str(record[name]) for name in ("vault", "kind", "id"))
    face = vault, kind, record_id, record.get("clear", {})
    try:
        sealed = b64decode(record["sealed"])
        private = keys.get((vault, sealed_key_id(sealed, vault)))
        if private is None:
            return Opened(*face, None, "key_missing")
        return Opened(*face, open_sealed(private, org, vault, kind, record_id, sealed))
    except (CannotOpen, Malformed) as error:
        return Opened(*face, None, error.code)
