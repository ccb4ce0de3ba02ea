"""Formats of the sealed half of Canvass: seals, wraps, blobs, the key log, words, enrolment links.

Pure: bytes in, bytes out. The server uses only what verifies; opening is for the demo, the tests and a
keyholder's own machine. The browser's side is in `static/device`; `tests/samples` binds the two.
"""

from canvass.sealing.blobs import HolderKeys, WrongWords, make_blob, open_blob
from canvass.sealing.fragment import Fragment, enrolment_link, make_token, read_fragment, token_hash
from canvass.sealing.framing import (
    PROTOCOL,
    VAULTS,
    BodyTooLong,
    Malformed,
    SealingError,
    b64decode,
    b64encode,
    canonical_json,
    key_id,
    length_prefixed,
)
from canvass.sealing.keylog import (
    Entry,
    Head,
    Holder,
    KeyLog,
    KeyLogRefused,
    SignedEntry,
    entry_bytes,
    entry_hash,
    read_entry,
    verify_chain,
)
from canvass.sealing.keys import (
    make_key,
    point,
    public_key,
    sign_log,
    sign_stepup,
    verify_log,
    verify_stepup,
)
from canvass.sealing.making import NewHolder, make_vaults, recovery_holder, sign_entry
from canvass.sealing.opening import VERSION as EXPORT_VERSION
from canvass.sealing.opening import Opened, open_export
from canvass.sealing.seals import CannotOpen, open_sealed, seal, sealed_key_id, unwrap, wrap, wrap_box_id
from canvass.sealing.words import (
    WordsRefused,
    check_recovery_words,
    draw_recovery_words,
    draw_words,
    holder_words,
    normalise,
    word_list,
)

__all__ = [
    "EXPORT_VERSION",
    "PROTOCOL",
    "VAULTS",
    "BodyTooLong",
    "CannotOpen",
    "Entry",
    "Fragment",
    "Head",
    "Holder",
    "HolderKeys",
    "KeyLog",
    "KeyLogRefused",
    "Malformed",
    "NewHolder",
    "Opened",
    "SealingError",
    "SignedEntry",
    "WordsRefused",
    "WrongWords",
    "b64decode",
    "b64encode",
    "canonical_json",
    "check_recovery_words",
    "draw_recovery_words",
    "draw_words",
    "enrolment_link",
    "entry_bytes",
    "entry_hash",
    "holder_words",
    "key_id",
    "length_prefixed",
    "make_blob",
    "make_key",
    "make_token",
    "make_vaults",
    "normalise",
    "open_blob",
    "open_export",
    "open_sealed",
    "point",
    "public_key",
    "read_entry",
    "read_fragment",
    "recovery_holder",
    "seal",
    "sealed_key_id",
    "sign_entry",
    "sign_log",
    "sign_stepup",
    "token_hash",
    "unwrap",
    "verify_chain",
    "verify_log",
    "verify_stepup",
    "word_list",
    "wrap",
    "wrap_box_id",
]
