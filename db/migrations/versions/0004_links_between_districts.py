"""Links between districts as coordinators set them: what a mode adds, and who may use it.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "links",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("district_a", sa.String(length=32), nullable=False),
        sa.Column("district_b", sa.String(length=32), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("km", sa.Float(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("max_tonnes", sa.Float(), nullable=True),
        sa.Column("permits", sa.JSON(), nullable=False),
        sa.Column("set_by", _BIG, nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name="fk_links_set_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint(
            "district_a", "district_b", "mode", name="uq_links_district_a_district_b_mode"
        ),
    )
    op.create_index("ix_links_set_by", "links", ["set_by"])


def downgrade() -> None:
    op.drop_table("links")
