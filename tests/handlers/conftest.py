"""Conversations are tested on SQLite: what they call is tested on both engines in tests/db."""

import pytest
from records import Databases


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """Makes fresh SQLite databases."""
    return sqlite_databases
