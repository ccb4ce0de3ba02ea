"""Wire samples made by Python and by the browser: Python opens both."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from canvass.exports import SEALED
from canvass.sealing import (
    VAULTS,
    Fragment,
    Head,
    HolderKeys,
    b64decode,
    b64encode,
    check_recovery_words,
    enrolment_link,
    holder_words,
    key_id,
    open_blob,
    open_export,
    open_sealed,
    point,
    read_fragment,
    sealed_key_id,
    unwrap,
    verify_chain,
    verify_stepup,
)
from canvass.sealing.keys import pkcs8, read_pkcs8

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.fixture(scope="module", params=("sealing_python.json", "sealing_browser.json"))
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What Python made, and what the browser made: Python opens both."""
    return json.loads((SAMPLES / request.param).read_text())


@pytest.fixture(scope="module", params=("export_python.json", "export_browser.json"))
def copy(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A sealed copy of vaults that have had two keys and two keyholders, as Python and as the browser make it."""
    return json.loads((SAMPLES / request.param).read_text())


def test_a_sealed_copy_opens_with_every_kind_of_record_under_old_and_live_keys(copy: dict[str, Any]) -> None:
    told = {row["id"]: row for rows in copy["bodies"].values() for row in rows}
    opened = list(open_export(json.dumps(copy["export"]), copy["words"]))
    assert {each.id: (each.vault, each.kind, each.body, each.code) for each in opened} == {
        name: (row["vault"], row["kind"], row["body"], None) for name, row in told.items()
    }
    kinds = {(column.vault, column.kind) for column in SEALED}
    assert {(row["vault"], row["kind"]) for row in told.values()} == kinds, "a new kind wants new samples"
    assert len({row["sealed"][:12] for row in copy["export"]["records"]}) == 2 * len(VAULTS)


class TestSamples:
    """Both directions: these files hold what Python made and what the browser made."""

    def test_seals_open(self, sample: dict[str, Any]) -> None:
        for row in sample["sealed"]:
            key = read_pkcs8(b64decode(sample["keys"][row["vault"]]))
            sealed = b64decode(row["sealed"])
            assert sealed_key_id(sealed, row["vault"]) == key_id(point(key))
            opened = open_sealed(key, sample["org"], row["vault"], row["kind"], row["record_id"], sealed)
            assert opened == row["body"]

    def test_words_open_blobs_and_blobs_open_wraps(self, sample: dict[str, Any]) -> None:
        body = sample["vaults"]
        log = verify_chain(
            [(b64decode(row["entry"]), b64decode(row["signature"])) for row in body["entries"]]
        )
        for holder in body["holders"]:
            keys = open_blob(
                sample["words"][holder["id"]], sample["org"], holder["id"], b64decode(holder["blob"])
            )
            assert (b64encode(point(keys.box)), b64encode(point(keys.sign))) == (
                holder["box"],
                holder["sign"],
            )
            assert keys.genesis == log.hashes[0]
            wraps = [row for row in body["wraps"] if row["holder"] == holder["id"]]
            opened = {row["key_id"]: self.unwrapped(sample["org"], log, keys, row) for row in wraps}
            assert opened == {key_id(point(k)): pkcs8(k) for k in map(self.private, sample["keys"].values())}

    @staticmethod
    def unwrapped(org: str, log: Any, keys: HolderKeys, row: dict[str, str]) -> bytes:
        vault = log.entry_of_key(row["key_id"]).vault
        return pkcs8(unwrap(keys.box, org, vault, row["key_id"], row["holder"], b64decode(row["wrap"])))

    @staticmethod
    def private(der: str) -> EllipticCurvePrivateKey:
        return read_pkcs8(b64decode(der))

    def test_recovery_is_of_twelve_words_and_the_others_of_seven(self, sample: dict[str, Any]) -> None:
        for holder in sample["vaults"]["holders"]:
            words = sample["words"][holder["id"]]
            assert len(words.split()) == (7 if holder["member"] else 12)
            if holder["member"] is None:
                check_recovery_words(words)

    def test_six_words_and_step_up_signatures_agree(self, sample: dict[str, Any]) -> None:
        holders = {row["id"]: row for row in sample["vaults"]["holders"]}
        for holder_id, told in sample["holder_words"].items():
            box, sign = (b64decode(holders[holder_id][half]) for half in ("box", "sign"))
            assert holder_words(sample["org"], holder_id, box, sign) == told
        stepup = sample["stepup"]
        sign = b64decode(holders[stepup["holder"]]["sign"])
        assert verify_stepup(sign, stepup["challenge"].encode(), b64decode(stepup["signature"]))

    def test_links_are_read(self, sample: dict[str, Any]) -> None:
        for row in sample["links"]:
            pinned = Head(**row["pinned"]) if row["pinned"] else None
            expected = Fragment(b64decode(row["token"]), pinned)
            page, _, fragment = row["link"].partition("/enrol#")
            assert read_fragment(fragment) == expected
            assert enrolment_link(page, expected) == row["link"]
