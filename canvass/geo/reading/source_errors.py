"""Why a file cannot be brought in at all, in words that say what to do."""

from canvass.errors import N_, Invalid

MOST_BYTES = 256 * 1024 * 1024
"""Unpacked. Vermont's 331,710 addresses take 34 million; a small gzip file can hold a thousand times its size."""
MOST_ROWS = 2_000_000


class SourceError(Invalid):
    """The file cannot be read as a list of addresses."""

    code = "source_unreadable"
    message = N_(
        "El archivo no se puede leer como lista de direcciones. "
        "Guárdelo como CSV (en Excel: «Guardar como») y elíjalo otra vez."
    )


class NoStreets(SourceError):
    """The file is of a kind that holds no lines."""

    code = "source_without_streets"
    message = N_(
        "Las calles se leen de un GeoJSON, GeoPackage o Shapefile (en .zip). Este archivo es otra cosa."
    )


class NoUsableLine(SourceError):
    """Brought in, it would only take away what the same source brought before."""

    code = "source_without_lines"
    message = N_("El archivo no tiene ninguna línea que sirva de calle. No se importó nada.")


class EmptySource(SourceError):
    """The file has no header."""

    code = "source_empty"
    message = N_("El archivo está vacío.")


class NoUsableRow(SourceError):
    """The list has no row that can be used: brought in, it would only mark everything as vanished."""

    code = "source_unusable"
    message = N_("La lista no tiene ninguna fila que sirva. No se importó nada.")


class SourceTooLarge(SourceError):
    """More than any list of addresses that one import can take."""

    code = "source_too_large"
    message = N_(
        "La lista es demasiado grande: caben %(megabytes)s MB sin comprimir y %(rows)s filas. Divídala."
    )

    def __init__(self) -> None:
        super().__init__(megabytes=MOST_BYTES // 1024**2, rows=MOST_ROWS)


class LineTooLong(SourceError):
    """A line so long that this is no list."""

    code = "source_line_too_long"
    message = N_("Hay una línea demasiado larga para una lista de direcciones (después de la fila %(line)s).")
