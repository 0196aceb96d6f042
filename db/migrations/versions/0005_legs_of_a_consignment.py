"""Legs of a consignment that goes over nodes: one number, several jobs, one custody at a time.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFERS = {
    "consignment_id": "consignments",
    "job_id": "jobs",
    "pickup_stop_id": "stops",
    "delivery_stop_id": "stops",
}


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "legs",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("consignment_id", _BIG, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("job_id", _BIG, nullable=False),
        sa.Column("pickup_stop_id", _BIG, nullable=False),
        sa.Column("delivery_stop_id", _BIG, nullable=False),
        sa.Column("wait_h", sa.Float(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("ready_at", moment, nullable=False),
        sa.Column("taken_at", moment, nullable=True),
        sa.Column("handed_at", moment, nullable=True),
        sa.Column("given_at", moment, nullable=True),
        sa.Column("dropped_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.CheckConstraint("given_at IS NULL OR taken_at IS NOT NULL", name="ck_legs_given"),
        sa.CheckConstraint("dropped_at IS NULL OR taken_at IS NULL", name="ck_legs_dropped"),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_legs_{name}_{table}")
            for name, table in _REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_legs"),
    )
    for name in _REFERS:
        op.create_index(f"ix_legs_{name}", "legs", [name])
    custody = sa.text("taken_at IS NOT NULL AND given_at IS NULL")
    op.create_index(
        "ix_legs_one_in_custody",
        "legs",
        ["consignment_id"],
        unique=True,
        sqlite_where=custody,
        postgresql_where=custody,
    )
    live = sa.text("dropped_at IS NULL")
    op.create_index(
        "ix_legs_one_per_number",
        "legs",
        ["consignment_id", "number"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def downgrade() -> None:
    """Refused once goods have gone over nodes: without its legs a consignment at a node, or its
    hand-overs there, would be read as something else, and nobody could tell who has the goods."""
    legs = sa.table("legs", sa.column("consignment_id"))
    handovers = sa.table("handovers", sa.column("kind"))
    connection = op.get_bind()
    over_nodes = connection.scalar(sa.select(sa.func.count(legs.c.consignment_id.distinct())))
    passed_on = connection.scalar(
        sa.select(sa.func.count()).select_from(handovers).where(handovers.c.kind == "transfer")
    )
    if over_nodes or passed_on:
        raise CommandError(
            f"Revision 0004 cannot hold what this record knows: {over_nodes} consignments go or went"
            f" over nodes, with {passed_on} hand-overs there. Nothing was changed. To go back all"
            " the same, put back a copy of the record from before the first of them."
        )
    op.drop_table("legs")
