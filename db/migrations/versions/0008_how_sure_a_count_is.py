"""Whether a lot was counted or estimated: "about 50" stays about 50.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lots from before count as counted: nobody asked how sure they were."""
    op.add_column(
        "lots",
        sa.Column(
            "quantity_kind",
            sa.String(length=32),
            nullable=False,
            server_default=sa.text("'exact'"),
        ),
    )


def downgrade() -> None:
    op.drop_column("lots", "quantity_kind")
