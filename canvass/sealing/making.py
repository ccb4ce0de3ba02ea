"""An organisation's vaults, made in one go: in Python by the demo and tests alone, else in the browser."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from canvass.sealing.blobs import HolderKeys, make_blob
from canvass.sealing.framing import VAULTS, b64encode, key_id
from canvass.sealing.keylog import GENESIS_VAULT, Entry, Holder, SignedEntry, entry_bytes, entry_hash
from canvass.sealing.keys import make_key, point, sign_log
from canvass.sealing.seals import wrap
from canvass.sealing.words import draw_recovery_words, draw_words

RECOVERY_NAME: Final = "recovery"
# `intake` first: entry 0 is its, and its holders sign the first entries of the others.
FIRST_ENTRIES: Final = (GENESIS_VAULT, *(vault for vault in VAULTS if vault != GENESIS_VAULT))


@dataclass(frozen=True)
class NewHolder:
    """Somebody who shall hold keys: a member with drawn words, or recovery (`member` None) with twelve."""

    name: str
    member: str | None
    vaults: Sequence[str] = VAULTS
    words: str = field(default_factory=draw_words)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    box: EllipticCurvePrivateKey = field(default_factory=make_key)
    sign: EllipticCurvePrivateKey = field(default_factory=make_key)

    def listed(self) -> Holder:
        """As an entry lists them."""
        return Holder(self.id, self.name, point(self.box), point(self.sign))


def recovery_holder() -> NewHolder:
    """The keyholder of every vault whose words lie on paper."""
    return NewHolder(RECOVERY_NAME, None, words=draw_recovery_words())


def make_vaults(org: str, founders: Sequence[NewHolder]) -> dict[str, Any]:
    """Keys, first entries, blobs and wraps of all four vaults: the body of `POST /api/vaults/entries`.

    The first founder signs, and so must hold `intake`.
    """
    privates = {vault: make_key() for vault in FIRST_ENTRIES}
    entries = _first_entries(org, founders, privates)
    genesis = entry_hash(entries[0].entry)
    return {
        "entries": [
            {"entry": b64encode(entry), "signature": b64encode(signature)} for entry, signature in entries
        ],
        "holders": [_holder_row(org, founder, genesis) for founder in founders],
        "wraps": [
            _wrap_row(org, vault, private, founder)
            for vault, private in privates.items()
            for founder in founders
            if vault in founder.vaults
        ],
    }


def sign_entry(signer: NewHolder, entry: Entry) -> SignedEntry:
    """An entry's bytes, signed by a holder."""
    raw = entry_bytes(entry)
    return SignedEntry(raw, sign_log(signer.sign, raw))


def _first_entries(
    org: str, founders: Sequence[NewHolder], privates: dict[str, EllipticCurvePrivateKey]
) -> list[SignedEntry]:
    signer, prev, made = founders[0], "", []
    for n, (vault, private) in enumerate(privates.items()):
        holders = tuple(founder.listed() for founder in founders if vault in founder.vaults)
        made.append(sign_entry(signer, Entry(org, n, prev, vault, point(private), holders, signer.id)))
        prev = entry_hash(made[-1].entry)
    return made


def _holder_row(org: str, holder: NewHolder, genesis: str) -> dict[str, str | None]:
    blob = make_blob(holder.words, org, holder.id, HolderKeys(holder.box, holder.sign, genesis))
    return {
        "id": holder.id,
        "member": holder.member,
        "box": b64encode(point(holder.box)),
        "sign": b64encode(point(holder.sign)),
        "blob": b64encode(blob),
    }


def _wrap_row(org: str, vault: str, private: EllipticCurvePrivateKey, holder: NewHolder) -> dict[str, str]:
    wrapped = wrap(point(holder.box), org, vault, holder.id, private)
    return {"key_id": key_id(point(private)), "holder": holder.id, "wrap": b64encode(wrapped)}
