"""The first tables.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint(
            "channel",
            "address",
            "kind",
            "subject_id",
            name="uq_cards_channel_address_kind_subject_id",
        ),
    )
    op.create_table(
        "gazetteer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("latin", sa.JSON(), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("precision_km", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gazetteer"),
        sa.UniqueConstraint("kind", "code", "name", name="uq_gazetteer_kind_code_name"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bot", sa.String(length=32), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("bot", "update_id", name="uq_inbox_bot_update_id"),
    )
    op.create_index("ix_inbox_state_next_at", "inbox", ["state", "next_at"], unique=False)
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["chat", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_table(
        "items",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=False),
        sa.Column("class_", sa.String(length=32), nullable=False),
        sa.Column("gbt_top", sa.String(length=8), nullable=False),
        sa.Column("zh", sa.String(length=120), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False),
        sa.Column("aliases_zh", sa.JSON(), nullable=False),
        sa.Column("aliases_en", sa.JSON(), nullable=False),
        sa.Column("unit_zh", sa.String(length=16), nullable=False),
        sa.Column("unit_en", sa.String(length=16), nullable=False),
        sa.Column("packs", sa.JSON(), nullable=False),
        sa.Column("unit_kg", sa.Float(), nullable=False),
        sa.Column("unit_m3", sa.Float(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("hazmat", sa.String(length=32), nullable=False),
        sa.Column("substitutes", sa.JSON(), nullable=False),
        sa.Column("per_person_day", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_items"),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger"),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("affiliation", sa.String(length=32), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("verification", sa.String(length=32), nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_table(
        "senders",
        sa.Column("bot", sa.String(length=32), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bot", name="pk_senders"),
    )
    op.create_table(
        "tick_requests",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("served", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_tick_requests"),
    )
    op.create_table(
        "tick_slots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tick_slots"),
        sa.UniqueConstraint("job", "slot", name="uq_tick_slots_job_slot"),
    )
    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_invites_organisation_id_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("token_hash", name="uq_invites_token_hash"),
    )
    op.create_index("ix_invites_organisation_id", "invites", ["organisation_id"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("seen_lang", sa.String(length=16), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("trust", sa.String(length=32), nullable=False),
        sa.Column("reachability", sa.String(length=32), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("affiliation", sa.String(length=32), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("last_place_id", sa.BigInteger(), nullable=True),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_people_organisation_id_organisations",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_organisation_id", "people", ["organisation_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("recipients", sa.BigInteger(), nullable=False),
        sa.Column("request_key", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name="fk_broadcasts_author_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_broadcasts_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sa.UniqueConstraint("request_key", name="uq_broadcasts_request_key"),
    )
    op.create_index("ix_broadcasts_author_id", "broadcasts", ["author_id"], unique=False)
    op.create_index("ix_broadcasts_incident_id", "broadcasts", ["incident_id"], unique=False)
    op.create_table(
        "closures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("district_a", sa.String(length=32), nullable=False),
        sa.Column("district_b", sa.String(length=32), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("radius_km", sa.Float(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("max_tonnes", sa.Float(), nullable=True),
        sa.Column("passes", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name="fk_closures_created_by_people"
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_closures_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_closures"),
    )
    op.create_index("ix_closures_created_by", "closures", ["created_by"], unique=False)
    op.create_index("ix_closures_incident_id", "closures", ["incident_id"], unique=False)
    op.create_table(
        "dialog_states",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("run", sa.String(length=12), nullable=False),
        sa.Column("dialog", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("editing", sa.Boolean(), nullable=False),
        sa.Column("live_message", sa.String(length=32), nullable=False),
        sa.Column("keyboard_up", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_dialog_states_person_id_people"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_dialog_states"),
    )
    op.create_table(
        "help_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "coordinator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("last_role", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coordinator_id"], ["people.id"], name="fk_help_calls_coordinator_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_help_calls_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_help_calls"),
    )
    op.create_index("ix_help_calls_coordinator_id", "help_calls", ["coordinator_id"], unique=False)
    op.create_index("ix_help_calls_person_id", "help_calls", ["person_id"], unique=False)
    op.create_index("ix_help_calls_state", "help_calls", ["state"], unique=False)
    op.create_table(
        "identities",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_identities_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
        sa.UniqueConstraint("channel", "address", name="uq_identities_channel_address"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_notices_created_by_people"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_notices_incident_id_incidents"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_created_by", "notices", ["created_by"], unique=False)
    op.create_index("ix_notices_incident_id", "notices", ["incident_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("supersede_key", sa.String(length=80), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("unsure", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_outbox_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    )
    op.create_index(
        "ix_outbox_address_state", "outbox", ["channel", "address", "state"], unique=False
    )
    op.create_index("ix_outbox_state_lane_id", "outbox", ["state", "lane", "id"], unique=False)
    op.create_index("ix_outbox_supersede", "outbox", ["supersede_key", "state"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("precision_km", sa.Float(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_places_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
    )
    op.create_index("ix_places_person_id", "places", ["person_id"], unique=False)
    op.create_table(
        "roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_roles_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
        sa.UniqueConstraint("person_id", "role", name="uq_roles_person_id_role"),
    )
    op.create_index("ix_roles_person_id", "roles", ["person_id"], unique=False)
    op.create_index("ix_roles_role", "roles", ["role"], unique=False)
    op.create_table(
        "vehicles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("kg", sa.Float(), nullable=False),
        sa.Column("m3", sa.Float(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("hazmat", sa.Boolean(), nullable=False),
        sa.Column("passes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_vehicles_organisation_id_organisations",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_vehicles_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_vehicles"),
    )
    op.create_index("ix_vehicles_organisation_id", "vehicles", ["organisation_id"], unique=False)
    op.create_index("ix_vehicles_person_id", "vehicles", ["person_id"], unique=False)
    op.create_table(
        "lots",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("loaded_out", sa.BigInteger(), nullable=False),
        sa.Column("hold", sa.String(length=32), nullable=False),
        sa.Column("reserve_mode", sa.String(length=32), nullable=False),
        sa.Column("min_lot", sa.BigInteger(), nullable=False),
        sa.Column("only_for", sa.String(length=32), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.String(length=80), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("free + reserved + loaded_out = counted", name="ck_lots_conserved"),
        sa.CheckConstraint("free >= 0", name="ck_lots_free"),
        sa.CheckConstraint("loaded_out >= 0", name="ck_lots_loaded_out"),
        sa.CheckConstraint("min_lot >= 1", name="ck_lots_min_lot"),
        sa.CheckConstraint("reserved >= 0", name="ck_lots_reserved"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_lots_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(["item_code"], ["items.code"], name="fk_lots_item_code_items"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_lots_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_lots_place_id_places"),
        sa.ForeignKeyConstraint(["supplier_id"], ["people.id"], name="fk_lots_supplier_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_lots"),
        sa.UniqueConstraint("request_key", name="uq_lots_request_key"),
    )
    op.create_index("ix_lots_incident_id", "lots", ["incident_id"], unique=False)
    op.create_index("ix_lots_item_code", "lots", ["item_code"], unique=False)
    op.create_index("ix_lots_organisation_id", "lots", ["organisation_id"], unique=False)
    op.create_index("ix_lots_place_id", "lots", ["place_id"], unique=False)
    op.create_index("ix_lots_supplier_id", "lots", ["supplier_id"], unique=False)
    op.create_table(
        "needs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "incident_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column(
            "reporter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reporter_role", sa.String(length=32), nullable=False),
        sa.Column(
            "organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("urgency", sa.String(length=32), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("verification", sa.String(length=32), nullable=False),
        sa.Column("verified_by", sa.BigInteger(), nullable=True),
        sa.Column("reachability", sa.String(length=32), nullable=False),
        sa.Column("lifecycle", sa.String(length=32), nullable=False),
        sa.Column("close_reason", sa.String(length=32), nullable=True),
        sa.Column(
            "duplicate_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("request_key", sa.String(length=80), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of"], ["needs.id"], name="fk_needs_duplicate_of_needs"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_needs_incident_id_incidents"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_needs_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_needs_place_id_places"),
        sa.ForeignKeyConstraint(["reporter_id"], ["people.id"], name="fk_needs_reporter_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_needs"),
        sa.UniqueConstraint("code", name="uq_needs_code"),
        sa.UniqueConstraint("request_key", name="uq_needs_request_key"),
    )
    op.create_index("ix_needs_duplicate_of", "needs", ["duplicate_of"], unique=False)
    op.create_index("ix_needs_incident_id", "needs", ["incident_id"], unique=False)
    op.create_index("ix_needs_lifecycle_urgency", "needs", ["lifecycle", "urgency"], unique=False)
    op.create_index("ix_needs_organisation_id", "needs", ["organisation_id"], unique=False)
    op.create_index("ix_needs_place_id", "needs", ["place_id"], unique=False)
    op.create_index("ix_needs_reported_at", "needs", ["reported_at"], unique=False)
    op.create_index("ix_needs_reporter_id", "needs", ["reporter_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("district", sa.String(length=32), nullable=False),
        sa.Column("located_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_shifts_person_id_people"),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicles.id"], name="fk_shifts_vehicle_id_vehicles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shifts"),
    )
    op.create_index(
        "ix_shifts_one_open",
        "shifts",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_shifts_person_id", "shifts", ["person_id"], unique=False)
    op.create_index("ix_shifts_vehicle_id", "shifts", ["vehicle_id"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shift_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("km", sa.Float(), nullable=False),
        sa.Column("kg", sa.Float(), nullable=False),
        sa.Column("m3", sa.Float(), nullable=False),
        sa.Column("cold_chain", sa.Boolean(), nullable=False),
        sa.Column("hazmat", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["driver_id"], ["people.id"], name="fk_jobs_driver_id_people"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_jobs_shift_id_shifts"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_driver_id", "jobs", ["driver_id"], unique=False)
    op.create_index("ix_jobs_shift_id", "jobs", ["shift_id"], unique=False)
    op.create_index("ix_jobs_state", "jobs", ["state"], unique=False)
    op.create_table(
        "need_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("need_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("item_code", sa.String(length=32), nullable=False),
        sa.Column("quantity_kind", sa.String(length=32), nullable=False),
        sa.Column("stated", sa.String(length=120), nullable=False),
        sa.Column("requested", sa.BigInteger(), nullable=False),
        sa.Column("verified", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "accepted + rejected + lost + returned <= loaded", name="ck_need_lines_loaded"
        ),
        sa.CheckConstraint(
            "requested >= 0 AND verified >= 0 AND reserved >= 0 AND committed >= 0 AND loaded >= 0 AND accepted >= 0 AND rejected >= 0 AND lost >= 0 AND returned >= 0 AND cancelled >= 0",
            name="ck_need_lines_not_negative",
        ),
        sa.CheckConstraint(
            "reserved + committed + loaded - rejected - lost - returned <= requested - cancelled",
            name="ck_need_lines_not_over_committed",
        ),
        sa.ForeignKeyConstraint(
            ["item_code"], ["items.code"], name="fk_need_lines_item_code_items"
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name="fk_need_lines_need_id_needs"),
        sa.PrimaryKeyConstraint("id", name="pk_need_lines"),
    )
    op.create_index("ix_need_lines_item_code", "need_lines", ["item_code"], unique=False)
    op.create_index("ix_need_lines_need_id", "need_lines", ["need_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("shift_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("km_to_first_stop", sa.Float(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["driver_id"], ["people.id"], name="fk_offers_driver_id_people"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_offers_job_id_jobs"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name="fk_offers_shift_id_shifts"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
    )
    op.create_index(
        "ix_offers_one_per_driver",
        "offers",
        ["driver_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "ix_offers_one_per_job",
        "offers",
        ["job_id"],
        unique=True,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index("ix_offers_shift_id", "offers", ["shift_id"], unique=False)
    op.create_index("ix_offers_state_expires_at", "offers", ["state", "expires_at"], unique=False)
    op.create_table(
        "stops",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("wrong_codes", sa.BigInteger(), nullable=False),
        sa.Column("code_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_stops_job_id_jobs"),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_stops_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_stops"),
        sa.UniqueConstraint("job_id", "seq", name="uq_stops_job_id_seq"),
    )
    op.create_index("ix_stops_job_id", "stops", ["job_id"], unique=False)
    op.create_index("ix_stops_place_id", "stops", ["place_id"], unique=False)
    op.create_table(
        "consignments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("need_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "pickup_stop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "delivery_stop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_stop_id"], ["stops.id"], name="fk_consignments_delivery_stop_id_stops"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_consignments_job_id_jobs"),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name="fk_consignments_need_id_needs"),
        sa.ForeignKeyConstraint(
            ["pickup_stop_id"], ["stops.id"], name="fk_consignments_pickup_stop_id_stops"
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["people.id"], name="fk_consignments_supplier_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consignments"),
        sa.UniqueConstraint("number", name="uq_consignments_number"),
    )
    op.create_index(
        "ix_consignments_delivery_stop_id", "consignments", ["delivery_stop_id"], unique=False
    )
    op.create_index("ix_consignments_job_id", "consignments", ["job_id"], unique=False)
    op.create_index("ix_consignments_need_id", "consignments", ["need_id"], unique=False)
    op.create_index(
        "ix_consignments_pickup_stop_id", "consignments", ["pickup_stop_id"], unique=False
    )
    op.create_index("ix_consignments_supplier_id", "consignments", ["supplier_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column(
            "need_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("km", sa.Float(), nullable=False),
        sa.Column("supplier_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receiver_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column(
            "consignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("split_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("loaded", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("lost", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "accepted + rejected + lost + returned <= loaded", name="ck_allocations_delivered"
        ),
        sa.CheckConstraint("loaded <= quantity", name="ck_allocations_loaded"),
        sa.CheckConstraint("quantity > 0", name="ck_allocations_quantity"),
        sa.ForeignKeyConstraint(
            ["consignment_id"],
            ["consignments.id"],
            name="fk_allocations_consignment_id_consignments",
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name="fk_allocations_lot_id_lots"),
        sa.ForeignKeyConstraint(
            ["need_line_id"], ["need_lines.id"], name="fk_allocations_need_line_id_need_lines"
        ),
        sa.ForeignKeyConstraint(
            ["split_of"], ["allocations.id"], name="fk_allocations_split_of_allocations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_allocations"),
    )
    op.create_index(
        "ix_allocations_consignment_id", "allocations", ["consignment_id"], unique=False
    )
    op.create_index("ix_allocations_lot_id", "allocations", ["lot_id"], unique=False)
    op.create_index("ix_allocations_need_line_id", "allocations", ["need_line_id"], unique=False)
    op.create_index("ix_allocations_split_of", "allocations", ["split_of"], unique=False)
    op.create_index(
        "ix_allocations_state_confirm_by", "allocations", ["state", "confirm_by"], unique=False
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "allocation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("rejected", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("proof", sa.String(length=32), nullable=False),
        sa.Column("photo", sa.String(length=200), nullable=False),
        sa.Column("actor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name="fk_handovers_actor_id_people"),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocations.id"], name="fk_handovers_allocation_id_allocations"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_handovers_job_id_jobs"),
        sa.ForeignKeyConstraint(["stop_id"], ["stops.id"], name="fk_handovers_stop_id_stops"),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_actor_id", "handovers", ["actor_id"], unique=False)
    op.create_index("ix_handovers_allocation_id", "handovers", ["allocation_id"], unique=False)
    op.create_index("ix_handovers_job_id", "handovers", ["job_id"], unique=False)
    op.create_index("ix_handovers_stop_id", "handovers", ["stop_id"], unique=False)
    op.bulk_insert(
        sa.table("ledger_head", sa.column("id"), sa.column("seq"), sa.column("hash")),
        [{"id": 1, "seq": 0, "hash": "0" * 64}],
    )


def downgrade() -> None:
    op.drop_index("ix_handovers_stop_id", table_name="handovers")
    op.drop_index("ix_handovers_job_id", table_name="handovers")
    op.drop_index("ix_handovers_allocation_id", table_name="handovers")
    op.drop_index("ix_handovers_actor_id", table_name="handovers")
    op.drop_table("handovers")
    op.drop_index("ix_allocations_state_confirm_by", table_name="allocations")
    op.drop_index("ix_allocations_split_of", table_name="allocations")
    op.drop_index("ix_allocations_need_line_id", table_name="allocations")
    op.drop_index("ix_allocations_lot_id", table_name="allocations")
    op.drop_index("ix_allocations_consignment_id", table_name="allocations")
    op.drop_table("allocations")
    op.drop_index("ix_consignments_supplier_id", table_name="consignments")
    op.drop_index("ix_consignments_pickup_stop_id", table_name="consignments")
    op.drop_index("ix_consignments_need_id", table_name="consignments")
    op.drop_index("ix_consignments_job_id", table_name="consignments")
    op.drop_index("ix_consignments_delivery_stop_id", table_name="consignments")
    op.drop_table("consignments")
    op.drop_index("ix_stops_place_id", table_name="stops")
    op.drop_index("ix_stops_job_id", table_name="stops")
    op.drop_table("stops")
    op.drop_index("ix_offers_state_expires_at", table_name="offers")
    op.drop_index("ix_offers_shift_id", table_name="offers")
    op.drop_index(
        "ix_offers_one_per_job",
        table_name="offers",
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_index(
        "ix_offers_one_per_driver",
        table_name="offers",
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_table("offers")
    op.drop_index("ix_need_lines_need_id", table_name="need_lines")
    op.drop_index("ix_need_lines_item_code", table_name="need_lines")
    op.drop_table("need_lines")
    op.drop_index("ix_jobs_state", table_name="jobs")
    op.drop_index("ix_jobs_shift_id", table_name="jobs")
    op.drop_index("ix_jobs_driver_id", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index("ix_shifts_vehicle_id", table_name="shifts")
    op.drop_index("ix_shifts_person_id", table_name="shifts")
    op.drop_index(
        "ix_shifts_one_open",
        table_name="shifts",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("shifts")
    op.drop_index("ix_needs_reporter_id", table_name="needs")
    op.drop_index("ix_needs_reported_at", table_name="needs")
    op.drop_index("ix_needs_place_id", table_name="needs")
    op.drop_index("ix_needs_organisation_id", table_name="needs")
    op.drop_index("ix_needs_lifecycle_urgency", table_name="needs")
    op.drop_index("ix_needs_incident_id", table_name="needs")
    op.drop_index("ix_needs_duplicate_of", table_name="needs")
    op.drop_table("needs")
    op.drop_index("ix_lots_supplier_id", table_name="lots")
    op.drop_index("ix_lots_place_id", table_name="lots")
    op.drop_index("ix_lots_organisation_id", table_name="lots")
    op.drop_index("ix_lots_item_code", table_name="lots")
    op.drop_index("ix_lots_incident_id", table_name="lots")
    op.drop_table("lots")
    op.drop_index("ix_vehicles_person_id", table_name="vehicles")
    op.drop_index("ix_vehicles_organisation_id", table_name="vehicles")
    op.drop_table("vehicles")
    op.drop_index("ix_roles_role", table_name="roles")
    op.drop_index("ix_roles_person_id", table_name="roles")
    op.drop_table("roles")
    op.drop_index("ix_places_person_id", table_name="places")
    op.drop_table("places")
    op.drop_index("ix_outbox_supersede", table_name="outbox")
    op.drop_index("ix_outbox_state_lane_id", table_name="outbox")
    op.drop_index("ix_outbox_address_state", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_notices_incident_id", table_name="notices")
    op.drop_index("ix_notices_created_by", table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_identities_person_id", table_name="identities")
    op.drop_table("identities")
    op.drop_index("ix_help_calls_state", table_name="help_calls")
    op.drop_index("ix_help_calls_person_id", table_name="help_calls")
    op.drop_index("ix_help_calls_coordinator_id", table_name="help_calls")
    op.drop_table("help_calls")
    op.drop_table("dialog_states")
    op.drop_index("ix_closures_incident_id", table_name="closures")
    op.drop_index("ix_closures_created_by", table_name="closures")
    op.drop_table("closures")
    op.drop_index("ix_broadcasts_incident_id", table_name="broadcasts")
    op.drop_index("ix_broadcasts_author_id", table_name="broadcasts")
    op.drop_table("broadcasts")
    op.drop_index("ix_people_organisation_id", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_invites_organisation_id", table_name="invites")
    op.drop_table("invites")
    op.drop_table("tick_slots")
    op.drop_table("tick_requests")
    op.drop_table("senders")
    op.drop_table("organisations")
    op.drop_table("ledger_head")
    op.drop_table("ledger")
    op.drop_table("items")
    op.drop_table("incidents")
    op.drop_index(
        "ix_inbox_waiting",
        table_name="inbox",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_index("ix_inbox_state_next_at", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("gazetteer")
    op.drop_table("cards")
