"""The key log: what everybody believes, and what nobody may."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from canvass.sealing import (
    Head,
    KeyLogRefused,
    Malformed,
    NewHolder,
    SignedEntry,
    b64decode,
    b64encode,
    entry_bytes,
    entry_hash,
    make_vaults,
    read_entry,
    recovery_holder,
    sign_entry,
    verify_chain,
)

SAMPLES = Path(__file__).parent.parent / "samples"
REFUSED = json.loads((SAMPLES / "key_logs_refused.json").read_text())
GOOD = [
    SignedEntry(b64decode(row["entry"]), b64decode(row["signature"]))
    for row in json.loads((SAMPLES / "sealing_python.json").read_text())["chain"]
]
ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"


def refused_entries(case: dict[str, Any]) -> list[SignedEntry]:
    return [
        GOOD[row]
        if isinstance(row, int)
        else SignedEntry(b64decode(row["entry"]), b64decode(row["signature"]))
        for row in case["entries"]
    ]


def test_a_good_log_is_believed_pinned_at_any_of_its_entries() -> None:
    for n, signed in enumerate(GOOD):
        log = verify_chain(GOOD, Head(n, entry_hash(signed.entry)), ORG)
        assert log.head == Head(5, entry_hash(GOOD[5].entry))


def test_an_empty_log_is_believed_where_nothing_was_pinned() -> None:
    log = verify_chain([])
    assert log.head is None
    assert log.live("intake") is None
    assert log.vaults_of("anybody") == []


@pytest.mark.parametrize("case", REFUSED, ids=[case["what"] for case in REFUSED])
def test_a_log_is_refused(case: dict[str, Any]) -> None:
    pinned = Head(**case["pinned"]) if case["pinned"] else None
    with pytest.raises(KeyLogRefused) as refusal:
        verify_chain(refused_entries(case), pinned, case["org"])
    assert (refusal.value.code, refusal.value.n) == (case["code"], case["n"])


def test_every_refusal_has_a_sample() -> None:
    assert {case["code"] for case in REFUSED} == {
        "shorter",
        "forked",
        "malformed",
        "foreign_org",
        "wrong_number",
        "wrong_prev",
        "wrong_vault",
        "changed_holder",
        "wrong_holder",
        "bad_signature",
    }


def test_after_a_rotation_the_new_key_is_live_and_both_are_known() -> None:
    log = verify_chain(GOOD)
    live, first = log.live("intake"), log.entries[0]
    assert live == log.entries[5]
    assert live.key_id != first.key_id
    assert log.entry_of_key(live.key_id) == live
    assert log.entry_of_key(first.key_id) == log.entries[4]
    assert log.entry_of_key("00" * 8) is None


def test_a_removed_holder_keeps_only_the_other_vaults() -> None:
    log = verify_chain(GOOD)
    assert log.vaults_of(log.entries[0].by) == ["field", "consulta", "leadership"]
    assert log.vaults_of(log.entries[5].by) == ["intake"]


def test_a_holder_of_another_vault_may_not_rotate_this_one() -> None:
    celia, lead = NewHolder("Celia", "celia"), NewHolder("Lidia", "lead", ("field",))
    body = make_vaults(ORG, [celia, recovery_holder(), lead])
    chain = [SignedEntry(b64decode(row["entry"]), b64decode(row["signature"])) for row in body["entries"]]
    last = read_entry(chain[0].entry)
    takeover = replace(last, n=4, prev=entry_hash(chain[3].entry), by=lead.id, holders=(lead.listed(),))
    with pytest.raises(KeyLogRefused, match="wrong_holder"):
        verify_chain([*chain, sign_entry(lead, takeover)])


def test_an_entry_comes_back_byte_for_byte() -> None:
    assert all(entry_bytes(read_entry(signed.entry)) == signed.entry for signed in GOOD)


def test_a_key_off_the_curve_is_no_key() -> None:
    key = b64encode(read_entry(GOOD[0].entry).key).encode()
    with pytest.raises(Malformed):
        read_entry(GOOD[0].entry.replace(key, b64encode(b"\x04" + bytes(64)).encode()))
