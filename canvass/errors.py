"""Domain errors: what went wrong, by a stable code. Only `canvass.api.errors` knows what HTTP makes of them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown, in the reader's language."""
    return message


class DomainError(Exception):
    """A refusal that a person can act on.

    `code` is stable and machine-readable, `message` a msgid with `%(name)s` places for `params`, `errors` a list of
    `(path, msgid, params)` for single fields. Nothing personal goes into `params`: they reach logs.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("No se pudo hacer.")

    def __init__(
        self,
        *,
        errors: Sequence[tuple[Sequence[str | int], str, Mapping[str, Any]]] = (),
        current: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(self.code)
        self.params = params
        self.errors = list(errors)
        self.current = current


class Invalid(DomainError):
    """What was given cannot be used as it is."""

    code = "invalid"
    message = N_("Hay datos que no se pueden usar así.")


class SessionNeeded(DomainError):
    """Nobody is known to be asking."""

    code = "session_needed"
    message = N_(
        "Este teléfono ya no tiene la sesión abierta. Pida un enlace nuevo a quien coordina su equipo."
    )


class NotAllowed(DomainError):
    """The asker is known, and may not."""

    code = "not_allowed"
    message = N_("Su papel en el equipo no permite hacer esto.")


class NotFound(DomainError):
    """It does not exist, or is out of the asker's scope: the answer is the same."""

    code = "not_found"
    message = N_("No se encontró.")


class Conflict(DomainError):
    """It is not as the asker believed."""

    code = "conflict"
    message = N_("Alguien más lo cambió mientras tanto.")


class Stale(Conflict):
    """The record was changed since it was read; `current` holds it."""

    code = "stale"
    message = N_("Alguien más lo cambió mientras tanto. Mire cómo está ahora y vuelva a intentarlo.")


class Gone(DomainError):
    """It was there once, and is used up or over."""

    code = "gone"
    message = N_("Ya no está disponible.")


class TooMany(DomainError):
    """Asked too often; the same call is taken after `seconds`."""

    code = "too_many"
    message = N_("Demasiados intentos. Espere un momento.")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Unavailable(DomainError):
    """Nothing was stored; the same call may succeed later."""

    code = "unavailable"
    message = N_("El servidor no pudo guardarlo ahora. No se perdió nada: se intentará otra vez.")


class Busy(Unavailable):
    """Somebody else writes for longer than a request can wait."""

    code = "busy"
    message = N_(
        "Ahora mismo el servidor está guardando algo grande, por ejemplo una lista que se importa. "
        "No se perdió nada: espere un minuto e inténtelo de nuevo."
    )
