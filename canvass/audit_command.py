"""`canvass audit`: is the chain of acts whole, and where does it stand?"""

import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click

from canvass import anchors, audit
from canvass.cli import MakeApp
from canvass.config import Settings
from canvass.errors import N_
from canvass.retention import TERMS
from canvass.terminal import SOME_REJECTED, Group, fail, finish, gettext, machine_readable, option, say

FOUND = {
    "broken": N_("El acto %(n)s no sigue del anterior: alguien lo cambió."),
    "missing": N_("El acto %(n)s se anotó y ya no está: alguien lo quitó."),
    "rewritten": N_("El acto %(n)s se anotó de otra forma: alguien escribió la cadena de nuevo."),
}
BEYOND = N_(
    "La cadena se guarda desde el acto %(n)s: de %(count)s anotaciones de antes no se puede decir nada, ni bien ni mal."
)
NOTED_BEYOND = N_("También la que usted dio es de antes. Anote una nueva con canvass audit head.")
BAD_HEAD = N_("«%(value)s» no es como lo escribe canvass audit head: NÚMERO:HUELLA.")
WRONG_USAGE = 2


@click.group(
    name="audit", cls=Group, help=N_("La cadena de actos: qué se entregó, qué llaves y papeles cambiaron.")
)
def audit_group() -> None:
    """The chain of acts."""


@audit_group.command(
    help=N_(
        "Revisa la cadena de actos, contra sí misma y contra lo que cada día se anota junto a las copias. "
        "Termina con 4 si algo no está bien."
    )
)
@option(
    "--noted",
    help=N_("También contra esto, que canvass audit head dijo un día y usted guardó en otra parte."),
)
@machine_readable
@click.pass_obj
def verify(make_app: MakeApp, noted: str | None, as_json: bool) -> None:
    """Check the chain of acts."""
    try:
        elsewhere = audit.Head.read(noted) if noted else None
    except ValueError:
        fail(gettext(BAD_HEAD, value=noted), WRONG_USAGE)
    with make_app(Settings.from_environment()).app_context():
        kept_since = datetime.now(UTC).date() - timedelta(days=TERMS["audit"].least)
        found, head = anchors.verify(elsewhere, kept_since=kept_since), audit.head()
        beyond, kept_from = anchors.beyond_telling(elsewhere), audit.first_number()
    for each in found:
        say(gettext(FOUND[each.what], n=each.n))
    if not found:
        say(gettext(N_("La cadena está entera, hasta el acto %(count)s."), count=head.n if head else 0))
    if beyond:
        say(gettext(BEYOND, count=len(beyond), n=kept_from))
    if elsewhere and elsewhere.n in beyond:
        say(gettext(NOTED_BEYOND))
    findings = [asdict(each) for each in found]
    finish(as_json, findings=findings, unchecked=beyond, head=str(head) if head else None)
    if found:
        sys.exit(SOME_REJECTED)


@audit_group.command(help=N_("Muestra dónde está la cadena. Guárdelo en otra parte, por ejemplo en papel."))
@click.pass_obj
def head(make_app: MakeApp) -> None:
    """Print where the chain stands, to be noted elsewhere."""
    with make_app(Settings.from_environment()).app_context():
        stands = audit.head()
    click.echo(str(stands) if stands else "")
