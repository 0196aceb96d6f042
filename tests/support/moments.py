"""The fixed moment every test starts at."""

from datetime import UTC, datetime

NOW = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
