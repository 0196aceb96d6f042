"""Which tests of the record run on PostgreSQL in every run, and which only in `make soak`.

Everything runs on SQLite in every run. So it does on PostgreSQL, but for the long stories: of a
module marked `mainly_sqlite` only those tests do that are about what engines do differently (races,
locks) or that send a statement which no other test sends; they are marked `on_postgres`.
"""

import pytest


@pytest.hookimpl(tryfirst=True)  # before pytest picks by markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the rest to a soak."""
    for item in items:
        if (
            isinstance(item, pytest.Function)
            and item.get_closest_marker("mainly_sqlite")
            and not item.get_closest_marker("on_postgres")
            and item.callspec.params["databases"] == "postgres"
        ):
            item.add_marker(pytest.mark.soak)
