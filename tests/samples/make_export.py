"""Makes `export_python.json`: `python -m tests.samples.make_export`. Then `make_export.ts` makes the browser's of the same.

A sealed copy as a keyholder saves it, of vaults that have had two keys and two keyholders each: the second was listed by the
first, given the older key, and removed them. Each kind of record lies in it, under the older keys and under the live ones.
Committed, and made anew only with the formats.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from canvass.exports import SEALED
from canvass.sealing import (
    VAULTS,
    HolderKeys,
    NewHolder,
    SignedEntry,
    b64decode,
    b64encode,
    entry_hash,
    key_id,
    make_blob,
    make_key,
    make_vaults,
    point,
    recovery_holder,
    seal,
    sign_entry,
    unwrap,
    verify_chain,
    wrap,
)

HERE = Path(__file__).parent
ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"
CELIA = "c7b1d0f5-1c35-4a0a-9a52-0f6a1b1d2e01"
BETO = "5a4e3c2b-7d6f-4e1a-8b9c-1a2b3c4d5e02"

Row = dict[str, Any]


def bodies(when: str) -> list[Row]:
    """One of each kind."""
    return [
        {
            "vault": each.vault,
            "kind": each.kind,
            "id": (record := str(uuid5(UUID(ORG), f"{when} {each.kind}"))),
            "body": {
                "v": 1,
                "id": record,
                "text": f"{each.kind} · Ñusta «{when}» 🐕",
                "more": {"n": [1, None, True]},
            },
        }
        for each in SEALED
    ]


def main() -> None:
    """Write the file."""
    celia, recovery, beto = NewHolder("Celia", CELIA), recovery_holder(), NewHolder("Beto Ñ.", BETO)
    founded = make_vaults(ORG, [celia, recovery])
    chain = [SignedEntry(b64decode(row["entry"]), b64decode(row["signature"])) for row in founded["entries"]]
    wraps = [row for row in founded["wraps"] if row["holder"] != celia.id]
    told = {"before": bodies("before"), "after": bodies("after")}
    records = _sealed(chain, told["before"])
    for vault in VAULTS:
        live = verify_chain(chain).live(vault)
        assert live
        given = next(
            row for row in founded["wraps"] if (row["key_id"], row["holder"]) == (live.key_id, celia.id)
        )
        key = unwrap(celia.box, ORG, vault, live.key_id, celia.id, b64decode(given["wrap"]))
        both, fresh = (*live.holders, beto.listed()), make_key()
        for signer, change in (
            (celia, {"holders": both}),
            (beto, {"holders": tuple(one for one in both if one.id != celia.id), "key": point(fresh)}),
        ):
            following = {"n": len(chain), "prev": entry_hash(chain[-1].entry), "by": signer.id}
            chain.append(sign_entry(signer, replace(live, **following, **change)))
        wraps += [_wrapped(vault, one, beto) for one in (key, fresh)]
    genesis = entry_hash(chain[0].entry)
    blob = make_blob(beto.words, ORG, beto.id, HolderKeys(beto.box, beto.sign, genesis))
    export = {
        "v": 1,
        "org": ORG,
        "at": "2026-11-27T20:00:00Z",
        "entries": [{"entry": b64encode(one.entry), "signature": b64encode(one.signature)} for one in chain],
        "holders": [{"id": beto.id, "blob": b64encode(blob)}],
        "wraps": wraps,
        "records": records + _sealed(chain, told["after"]),
    }
    sample = {"org": ORG, "holder": beto.id, "words": beto.words, "bodies": told, "export": export}
    (HERE / "export_python.json").write_text(json.dumps(sample, ensure_ascii=False, indent=1) + "\n")


def _sealed(chain: list[SignedEntry], told: list[Row]) -> list[Row]:
    log, made = verify_chain(chain), []
    for row in told:
        live = log.live(row["vault"])
        assert live
        sealed = seal(live.key, ORG, row["vault"], row["kind"], row["id"], row["body"])
        face = {name: row[name] for name in ("vault", "kind", "id")}
        made.append({**face, "clear": {}, "sealed": b64encode(sealed)})
    return made


def _wrapped(vault: str, key: Any, to: NewHolder) -> Row:
    wrapped = wrap(point(to.box), ORG, vault, to.id, key)
    return {"key_id": key_id(point(key)), "holder": to.id, "wrap": b64encode(wrapped)}


if __name__ == "__main__":
    main()
