"""Events that overtook the last plan, and the drivers it names should the first say no.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LISTS = ("lines", "jobs", "loads", "free")


def upgrade() -> None:
    op.add_column(
        "jobs", sa.Column("reserve", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.create_table(
        "events",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in _LISTS),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )


def downgrade() -> None:
    op.drop_table("events")
    op.drop_column("jobs", "reserve")
