"""Why a need line got what it got, and what coordinators want tried out.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STILL_OPEN = sa.text("allocation_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("need_line_id", _BIG, nullable=False),
        sa.Column("allocation_id", _BIG, nullable=True),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_line_id"], ["need_lines.id"], name="fk_reasons_need_line_id_need_lines"
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name="fk_reasons_allocation_id_allocations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reasons"),
        sa.UniqueConstraint("allocation_id", name="uq_reasons_allocation_id"),
    )
    op.create_index("ix_reasons_need_line_id", "reasons", ["need_line_id"])
    op.create_index(
        "uq_reasons_still_open",
        "reasons",
        ["need_line_id"],
        unique=True,
        sqlite_where=_STILL_OPEN,
        postgresql_where=_STILL_OPEN,
    )
    op.create_table(
        "previews",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("district_a", sa.String(length=32), nullable=False),
        sa.Column("district_b", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_previews_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_previews"),
    )
    op.create_index("ix_previews_person_id", "previews", ["person_id"])


def downgrade() -> None:
    op.drop_table("previews")
    op.drop_table("reasons")
