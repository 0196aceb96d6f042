"""Which leg of its way a load waits for, because no vehicle takes that leg.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lacking_legs",
        sa.Column("allocation_id", _BIG, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        *(
            sa.Column(f"{end}_{what}", sa.String(length=size), nullable=False)
            for end in ("start", "end")
            for what, size in (("node", 120), ("district", 32))
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name="fk_lacking_legs_allocation_id_allocations"
        ),
        sa.PrimaryKeyConstraint("allocation_id", name="pk_lacking_legs"),
    )


def downgrade() -> None:
    """Goods put into stock at a node become goods returned, the nearest that revision 0006 knows:
    it cannot read the word for it. The lot they became stays."""
    handovers = sa.table("handovers", sa.column("kind"))
    op.execute(handovers.update().where(handovers.c.kind == "stock").values(kind="return"))
    op.drop_table("lacking_legs")
