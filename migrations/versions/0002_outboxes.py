"""how far each outbox has come, filled from what has arrived"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outboxes",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("outbox", sa.Uuid(), nullable=False),
        sa.Column("contiguous_through", sa.BigInteger(), nullable=False),
        sa.Column("top", sa.BigInteger(), nullable=False),
        sa.Column("backed_up_through", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_outboxes_device_id_devices")),
        sa.PrimaryKeyConstraint("device_id", "outbox", name=op.f("pk_outboxes")),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index("ix_quarantine_outbox_device_seq", ["outbox", "device_seq"], unique=False)
    fill(op.get_bind())


def fill(connection: sa.Connection) -> None:
    """Read every outbox's sequence once, in order, quarantine included: what is held there has arrived."""
    events, held = arrived_in("events", "number"), arrived_in("quarantine")
    head = sa.table("log_head", sa.column("backed_up", sa.BigInteger))
    backed_up = connection.scalar(sa.select(head.c.backed_up)) or 0
    everything = sa.union_all(events, held).subquery()
    keys = (everything.c.device_id, everything.c.outbox, everything.c.device_seq)
    rows = connection.execute(sa.select(everything).order_by(*keys)).all()
    outboxes = sa.table(
        "outboxes",
        sa.column("device_id", sa.Uuid),
        sa.column("outbox", sa.Uuid),
        *(sa.column(name, sa.BigInteger) for name in ("contiguous_through", "top", "backed_up_through")),
    )
    made = [
        {
            "device_id": device_id,
            "outbox": outbox,
            **reconcile([(row.device_seq, row.number) for row in found], backed_up),
        }
        for (device_id, outbox), found in groupby(rows, key=lambda row: (row.device_id, row.outbox))
    ]
    if made:
        connection.execute(sa.insert(outboxes), made)


def arrived_in(table: str, number: str | None = None) -> sa.Select[Any]:
    columns = {
        "device_id": sa.Uuid,
        "outbox": sa.Uuid,
        "device_seq": sa.BigInteger,
        **({number: sa.BigInteger} if number else {}),
    }
    found = sa.table(table, *(sa.column(name, kind) for name, kind in columns.items()))
    of_log = found.c[number] if number else sa.cast(sa.null(), sa.BigInteger)
    query = sa.select(found.c.device_id, found.c.outbox, found.c.device_seq, of_log.label("number"))
    return query.where(found.c.outbox.is_not(None), found.c.device_seq.is_not(None))


def reconcile(arrived: list[tuple[int, int | None]], backed_up: int) -> dict[str, int]:
    kept = (seq for seq, number in arrived if number is not None and number <= backed_up)
    return {
        "contiguous_through": contiguous(seq for seq, _ in arrived),
        "top": arrived[-1][0],
        "backed_up_through": contiguous(kept),
    }


def contiguous(numbers: Iterable[int]) -> int:
    through = 0
    for number in numbers:
        if number > through + 1:
            break
        through = max(through, number)
    return through


def downgrade() -> None:
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index("ix_quarantine_outbox_device_seq")
    op.drop_table("outboxes")
