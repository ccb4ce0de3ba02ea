"""Makes `sealing_python.json` and `key_logs_refused.json`: `python -m tests.samples.make_sealing`.

The files are committed, and made anew only with the formats: what was sealed yesterday shall still open.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from canvass.sealing import (
    Entry,
    Fragment,
    Head,
    NewHolder,
    SignedEntry,
    b64decode,
    b64encode,
    enrolment_link,
    entry_hash,
    holder_words,
    make_key,
    make_token,
    make_vaults,
    point,
    read_entry,
    recovery_holder,
    seal,
    sign_entry,
    sign_stepup,
    unwrap,
    verify_chain,
)
from canvass.sealing.keys import pkcs8
from tests.samples.refused_logs import RefusedLog, following, refused_logs

HERE = Path(__file__).parent
ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"
CELIA = "c7b1d0f5-1c35-4a0a-9a52-0f6a1b1d2e01"
BETO = "5a4e3c2b-7d6f-4e1a-8b9c-1a2b3c4d5e02"
CONTACT = {"v": 1, "type": "contact", "name": "Ñusta Peña", "note": "Llamar después de las 6 · «timbre roto»"}
BODIES = (
    ("intake", "contact", "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b10", CONTACT),
    ("field", "visit.note", "0193f1c2-7a00-7abc-8def-0123456789ab", {"v": 1, "text": "perro suelto 🐕"}),
    (
        "consulta",
        "case",
        "7d1f8b7e-0d0c-4c43-8a53-1e9f2f6f3c21",
        {"v": 1, "needs": ["housing"], "next_step": None},
    ),
    (
        "leadership",
        "ladder.note",
        "b8a6c0de-4b1d-4f0e-9a7c-3c5d7e9f1a2b",
        {"v": 1, "on": "2026-11-23", "text": ""},
    ),
)
CHALLENGE = "ImFiYyI.reto"


def main() -> None:
    """Write both files."""
    admin, recovery, newcomer = NewHolder("Celia", CELIA), recovery_holder(), NewHolder("Beto", BETO)
    body = make_vaults(ORG, [admin, recovery])
    chain = _lengthened([_signed(row) for row in body["entries"]], admin, newcomer)
    _write("sealing_python.json", _sample(body, admin, recovery, chain))
    _write("key_logs_refused.json", [_case(chain, *case) for case in refused_logs(chain, admin, newcomer)])


def _sample(
    body: dict[str, Any], admin: NewHolder, recovery: NewHolder, chain: Sequence[SignedEntry]
) -> dict[str, Any]:
    log = verify_chain(chain)
    token, head = make_token(), log.head
    return {
        "org": ORG,
        "vaults": body,
        "words": {admin.id: admin.words, recovery.id: recovery.words},
        "holder_words": {
            h.id: holder_words(ORG, h.id, point(h.box), point(h.sign)) for h in (admin, recovery)
        },
        "keys": _vault_keys(body, admin),
        "chain": [_row(signed) for signed in chain],
        "sealed": [_sealed(log.entries, *parts) for parts in BODIES],
        "stepup": {
            "holder": admin.id,
            "challenge": CHALLENGE,
            "signature": b64encode(sign_stepup(admin.sign, CHALLENGE.encode())),
        },
        "links": [
            {
                "link": enrolment_link("https://lead.example", Fragment(token, pinned)),
                "token": b64encode(token),
                "pinned": _head(pinned),
            }
            for pinned in (head, Head(0, entry_hash(chain[0].entry)), None)
        ],
    }


def _sealed(
    entries: Sequence[Entry], vault: str, kind: str, record_id: str, body: dict[str, Any]
) -> dict[str, Any]:
    first = next(entry for entry in entries if entry.vault == vault)
    sealed = b64encode(seal(first.key, ORG, vault, kind, record_id, body))
    return {"vault": vault, "kind": kind, "record_id": record_id, "body": body, "sealed": sealed}


def _vault_keys(body: dict[str, Any], admin: NewHolder) -> dict[str, str]:
    vaults = {
        entry.key_id: entry.vault for entry in (read_entry(_signed(row).entry) for row in body["entries"])
    }
    return {
        vaults[row["key_id"]]: b64encode(
            pkcs8(
                unwrap(admin.box, ORG, vaults[row["key_id"]], row["key_id"], admin.id, b64decode(row["wrap"]))
            )
        )
        for row in body["wraps"]
        if row["holder"] == admin.id
    }


def _lengthened(chain: list[SignedEntry], admin: NewHolder, newcomer: NewHolder) -> list[SignedEntry]:
    """Entry 4 adds a holder to `intake` under its key; entry 5, by them, rotates it without the founder."""
    first = read_entry(chain[0].entry)
    adding = replace(first, n=4, prev=entry_hash(chain[3].entry), holders=(*first.holders, newcomer.listed()))
    chain = [*chain, sign_entry(admin, adding)]
    left = tuple(holder for holder in adding.holders if holder.id != admin.id)
    return [
        *chain,
        sign_entry(newcomer, following(chain, key=point(make_key()), holders=left, by=newcomer.id)),
    ]


def _case(good: Sequence[SignedEntry], what: str, code: str, n: int, log: RefusedLog) -> dict[str, Any]:
    """Entries of the good chain stand as their number in it, the others whole."""
    return {
        "what": what,
        "code": code,
        "n": n,
        "org": log.org,
        "pinned": _head(log.pinned),
        "entries": [good.index(signed) if signed in good else _row(signed) for signed in log.entries],
    }


def _signed(row: dict[str, str]) -> SignedEntry:
    return SignedEntry(b64decode(row["entry"]), b64decode(row["signature"]))


def _row(signed: SignedEntry) -> dict[str, str]:
    return {"entry": b64encode(signed.entry), "signature": b64encode(signed.signature)}


def _head(head: Head | None) -> dict[str, Any] | None:
    return {"n": head.n, "hash": head.hash} if head else None


def _write(name: str, content: Any) -> None:
    (HERE / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
