"""Key logs that nobody may believe, each with the code and the entry that both sides must name."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from canvass.sealing import (
    Entry,
    Head,
    NewHolder,
    SignedEntry,
    b64encode,
    entry_bytes,
    entry_hash,
    make_key,
    point,
    read_entry,
    sign_entry,
)

OTHER_ORG = "11111111-2222-4333-8444-555555555555"


class RefusedLog(NamedTuple):
    entries: Sequence[SignedEntry]
    pinned: Head | None
    org: str


Case = tuple[str, str, int, RefusedLog]


def following(chain: Sequence[SignedEntry], **changes: Any) -> Entry:
    """An entry after the chain's last one, like it but for the changes."""
    last = read_entry(chain[-1].entry)
    return replace(last, **({"n": len(chain), "prev": entry_hash(chain[-1].entry)} | changes))


def refused_logs(chain: Sequence[SignedEntry], removed: NewHolder, holder: NewHolder) -> Iterator[Case]:
    """Spoil a good log of six entries, whose last is of `intake`, by `holder` and without `removed`."""
    org = read_entry(chain[0].entry).org
    for what, code, n, entries in (
        *_tampered(chain, removed),
        *_continued(chain, removed, holder),
        *_begun_wrongly(chain[0], removed),
        *_unreadable(chain),
    ):
        yield what, code, n, RefusedLog(entries, None, org)
    first, last = (Head(n, entry_hash(chain[n].entry)) for n in (0, 5))
    yield "shorter than what was pinned", "shorter", 5, RefusedLog(chain[:5], last, org)
    yield "empty where something was pinned", "shorter", 0, RefusedLog([], first, org)
    yield (
        "another log than the pinned one",
        "forked",
        5,
        RefusedLog(chain, last._replace(hash=first.hash), org),
    )
    yield "another organisation's", "foreign_org", 0, RefusedLog(chain, None, OTHER_ORG)


_Spoiled = tuple[str, str, int, Sequence[SignedEntry]]


def _tampered(chain: Sequence[SignedEntry], signer: NewHolder) -> Iterator[_Spoiled]:
    entry = read_entry(chain[1].entry)
    swapped = replace(entry, key=point(make_key()))
    crowded = replace(entry, holders=(*entry.holders, _stranger().listed()))
    yield "a changed key", "bad_signature", 1, _put(chain, 1, entry=entry_bytes(swapped))
    yield "an added holder", "bad_signature", 1, _put(chain, 1, entry=entry_bytes(crowded))
    yield "no signature", "bad_signature", 2, _put(chain, 2, signature=bytes(64))
    yield "a short signature", "bad_signature", 2, _put(chain, 2, signature=chain[2].signature[:63])
    yield "another entry's signature", "bad_signature", 2, _put(chain, 2, signature=chain[3].signature)
    resigned = sign_entry(signer, swapped)
    yield "a changed key, signed anew", "wrong_prev", 2, [chain[0], resigned, *chain[2:]]
    yield "an entry left out", "wrong_number", 2, [*chain[:2], *chain[3:]]
    yield "two entries in each other's place", "wrong_number", 1, [chain[0], chain[2], chain[1], *chain[3:]]


def _continued(chain: Sequence[SignedEntry], removed: NewHolder, holder: NewHolder) -> Iterator[_Spoiled]:
    stranger = _stranger()

    def after(signer: NewHolder, **changes: Any) -> Sequence[SignedEntry]:
        return [*chain, sign_entry(signer, following(chain, **({"by": signer.id} | changes)))]

    yield "by a stranger", "wrong_holder", 6, after(stranger)
    yield (
        "by a stranger who lists themselves",
        "wrong_holder",
        6,
        after(stranger, holders=(stranger.listed(),)),
    )
    yield "by a stranger in a holder's name", "bad_signature", 6, after(stranger, by=holder.id)
    yield "by a holder who was removed", "wrong_holder", 6, after(removed)
    yield "by a holder of another vault", "wrong_holder", 6, after(holder, vault="field")
    disguised = replace(stranger.listed(), id=holder.id)
    yield "other keys under a holder's id", "changed_holder", 6, after(holder, holders=(disguised,))
    yield "a number left out", "wrong_number", 6, after(holder, n=7)
    yield "another predecessor", "wrong_prev", 6, after(holder, prev=entry_hash(chain[3].entry))
    yield "another organisation in it", "foreign_org", 6, after(holder, org=OTHER_ORG)
    yield "no holders", "malformed", 6, after(holder, holders=())
    yield "the same holder twice", "malformed", 6, after(holder, holders=(holder.listed(),) * 2)
    yield "an unknown vault", "malformed", 6, after(holder, vault="attic")


def _begun_wrongly(first: SignedEntry, founder: NewHolder) -> Iterator[_Spoiled]:
    stranger, entry = _stranger(), read_entry(first.entry)
    yield "begun by a stranger", "wrong_holder", 0, [sign_entry(stranger, replace(entry, by=stranger.id))]
    yield "begun with another vault", "wrong_vault", 0, [sign_entry(founder, replace(entry, vault="field"))]
    pointing_back = replace(entry, prev=entry_hash(first.entry))
    yield "begun with a predecessor", "wrong_prev", 0, [sign_entry(founder, pointing_back)]


def _unreadable(chain: Sequence[SignedEntry]) -> Iterator[_Spoiled]:
    entry = read_entry(chain[1].entry)
    no_point = chain[1].entry.replace(b64encode(entry.key).encode(), b64encode(b"\x04" * 64).encode())
    spaced = json.dumps(json.loads(chain[1].entry)).encode()
    listed = json.dumps([json.loads(chain[1].entry)], separators=(",", ":")).encode()
    for what, raw in (("no JSON", b"{"), ("a list", listed), ("with spaces", spaced), ("no point", no_point)):
        yield what, "malformed", 1, _put(chain, 1, entry=raw)
    floating = chain[5].entry.replace(b'"n":5', b'"n":5.0')
    yield "a number with a point", "malformed", 5, _put(chain, 5, entry=floating)


def _put(chain: Sequence[SignedEntry], n: int, **changes: bytes) -> Sequence[SignedEntry]:
    return [*chain[:n], chain[n]._replace(**changes), *chain[n + 1 :]]


def _stranger() -> NewHolder:
    return NewHolder("Darío", None)
