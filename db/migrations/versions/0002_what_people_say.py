"""What people say in their own words, and the words learnt from it.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ACCEPTED = sa.text("state = 'accepted'")


def upgrade() -> None:
    op.create_table(
        "vocabulary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vocabulary"),
    )
    op.create_table(
        "alias_proposals",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", _BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name="fk_alias_proposals_decided_by_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alias_proposals"),
        sa.UniqueConstraint("words", "code", name="uq_alias_proposals_words_code"),
    )
    op.create_index("ix_alias_proposals_decided_by", "alias_proposals", ["decided_by"])
    op.create_index(
        "uq_alias_proposals_accepted",
        "alias_proposals",
        ["words"],
        unique=True,
        sqlite_where=_ACCEPTED,
        postgresql_where=_ACCEPTED,
    )
    op.create_table(
        "raw_reports",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=4096), nullable=False),
        sa.Column("need_ids", sa.JSON(), nullable=False),
        sa.Column("lot_ids", sa.JSON(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_raw_reports_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_raw_reports"),
    )
    op.create_index("ix_raw_reports_expires_at", "raw_reports", ["expires_at"])
    op.create_index("ix_raw_reports_person_id", "raw_reports", ["person_id"])
    op.create_table(
        "alias_voices",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("proposal_id", _BIG, nullable=False),
        sa.Column("person_id", _BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_alias_voices_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["alias_proposals.id"],
            name="fk_alias_voices_proposal_id_alias_proposals",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alias_voices"),
        sa.UniqueConstraint("proposal_id", "person_id", name="uq_alias_voices_person"),
    )
    op.create_index("ix_alias_voices_person_id", "alias_voices", ["person_id"])
    op.create_index("ix_alias_voices_proposal_id", "alias_voices", ["proposal_id"])


def downgrade() -> None:
    op.drop_table("alias_voices")
    op.drop_table("raw_reports")
    op.drop_table("alias_proposals")
    op.drop_table("vocabulary")
