"""The offline key of the backups: what the server writes with its public half, only who holds the private one can read.

The format is age's (https://age-encryption.org/v1): X25519, then ChaCha20-Poly1305 in chunks of 64 KiB, each at its place and
the last one marked. Its own programs open a backup without Canvass.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage

from canvass.errors import N_, Invalid

START = b"age-encryption.org/v1\n"
ENDING = ".age"
WORD = "AGE-SECRET-KEY-"
NONE_MATCHES = "No matching keys found"
"""How pyrage says that a file is encrypted to others; it has no type of its own for it."""


class BackupUnreadable(Invalid):
    code = "backup_unreadable"
    message = N_("El archivo no es una copia de Canvass, o está dañado. No se cambió nada.")


class BackupKeyNeeded(Invalid):
    code = "backup_key_needed"
    message = N_(
        "La copia está cifrada. Diga con --key en qué archivo está la llave, o --key - para escribirla."
    )


class BackupKeyWrong(Invalid):
    code = "backup_key_wrong"
    message = N_("Esta llave no abre la copia: se cifró para otra. No se cambió nada.")


class BackupKeyUnreadable(Invalid):
    code = "backup_key_unreadable"
    message = N_(
        "Eso no es una llave de las copias: empieza con AGE-SECRET-KEY-1, y está completa. No se cambió nada."
    )


@dataclass(frozen=True)
class MadeKey:
    """A new pair: the private half for who takes it away, the public one for the server."""

    private: str
    public: str


def make_key() -> MadeKey:
    """A new pair, kept nowhere."""
    identity = pyrage.x25519.Identity.generate()
    return MadeKey(str(identity), str(identity.to_public()))


def read_public(text: str) -> list[Any]:
    """The recipients that a setting names, one or several; `ValueError` for anything else."""
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in re.split(r"[\s,]+", text.strip()) if word]
    except pyrage.RecipientError as error:
        raise ValueError(str(error)) from error


def read_private(text: str) -> list[Any]:
    """The private keys in a file or in what was typed: comments, spaces and small letters are let pass, as on paper."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    written = re.sub(r"\s", "", "".join(lines)).upper()
    try:
        found = [pyrage.x25519.Identity.from_str(WORD + each) for each in written.split(WORD)[1:]]
    except pyrage.IdentityError as error:
        raise BackupKeyUnreadable from error
    if not found or not written.startswith(WORD):
        raise BackupKeyUnreadable
    return found


def is_encrypted(path: Path) -> bool:
    """Whether the file is encrypted, as its first bytes say."""
    with path.open("rb") as file:
        return file.read(len(START)) == START


def encrypt(source: IO[bytes], target: IO[bytes], recipients: Sequence[Any]) -> None:
    """All of the source into the target, as it comes; `OSError` where either fails."""
    try:
        pyrage.encrypt_io(source, target, recipients)
    except pyrage.EncryptError as error:
        raise OSError(str(error)) from error


def decrypt(path: Path, keys: Sequence[Any], write: Callable[[bytes], object]) -> None:
    """Hand what is in the file to `write`, bit by bit, each bit only after it proved to be what was written.

    A file that was cut or changed is found out at the place where it was, `BackupUnreadable`: until then `write` has had the
    sound beginning, which nobody may take for the whole.
    """
    if not keys:
        raise BackupKeyNeeded
    out = _Sink(write)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, out, keys)
    except (pyrage.DecryptError, OSError) as error:
        if out.failure:
            raise out.failure from error
        raise (BackupKeyWrong if str(error) == NONE_MATCHES else BackupUnreadable) from error


def first_bytes(path: Path, keys: Sequence[Any], count: int) -> bytes:
    """How the encrypted file begins in clear."""
    got = bytearray()

    def take(some: bytes) -> None:
        got.extend(some)
        if len(got) >= count:
            raise _Enough

    with suppress(_Enough):
        decrypt(path, keys, take)
    return bytes(got[:count])


class _Enough(Exception):
    """As much was read as was wanted."""


class _Sink:
    """A file to write to that remembers why it failed: pyrage tells of everything in the same words."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.failure: Exception | None = None

    def write(self, some: bytes) -> int:
        try:
            self._write(bytes(some))
        except Exception as error:
            self.failure = error
            raise
        return len(some)

    def flush(self) -> None:
        """Nothing waits here."""
