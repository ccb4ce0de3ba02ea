"""`canvass` and `python -m canvass`: the commands, handed the application that they work on."""

from canvass.app import create_app
from canvass.audit_command import audit_group
from canvass.cli import canvass
from canvass.cut_command import cut
from canvass.keeping import COMMANDS
from canvass.vault_command import vault_group


def main() -> None:
    """Run the command line."""
    for command in (*COMMANDS, cut, audit_group, vault_group):
        canvass.add_command(command)
    canvass(obj=create_app)


if __name__ == "__main__":
    main()
