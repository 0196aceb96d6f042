"""Settings of the whole test run."""

import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

IN_MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. No test cuts the power, so none needs a disk to wait for."""
ENOUGH = 2 << 30
"""Bytes that must be free there; containers often have 64 MB."""

if IN_MEMORY.is_dir() and "TMPDIR" not in os.environ and shutil.disk_usage(IN_MEMORY).free > ENOUGH:
    tempfile.tempdir = os.environ["TMPDIR"] = str(IN_MEMORY)

# httpcore looks for this package before every lock it takes; that it is not there is found out anew
# each time, on a long path, which is a twentieth of what a story costs.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]

pytest_plugins = ["records", "privacy"]

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "night", parent=settings.get_profile("ci"), derandomize=False, max_examples=500
)
settings.load_profile(os.environ.get("RELIEFLINE_HYPOTHESIS", "ci"))

SLOWEST = (
    "tests/browser/test_phones.py",
    "tests/crawl/test_crawl.py",
    "tests/bot/scenarios/test_play.py",
    "tests/browser/test_story.py",
    "tests/chaos/test_kills.py",
    "tests/db/actions/test_left.py",
    "tests/handlers/test_driver.py",
    "tests/browser/test_scenarios.py",
    "tests/chaos/test_races.py",
    "tests/chaos/test_taps.py",
    "tests/bot/commands/test_demo.py",
    "tests/db/test_any_order.py",
    "tests/flows/test_breakdown.py",
    "tests/flows/test_commands.py",
    "tests/db/actions/test_breakdown.py",
    "tests/browser/test_editing.py",
    "tests/flows/test_trunk_haul.py",
    "tests/flows/test_extra_stop.py",
    "tests/flows/test_own_words.py",
    "tests/db/test_any_voyage.py",
    "tests/flows/test_delivery.py",
    "tests/chaos/test_extra_stop.py",
    "tests/db/actions/test_lengthening.py",
    "tests/db/test_migrations.py",
    "tests/chaos/test_shelf.py",
    "tests/browser/test_axe.py",
)
"""Files that take longest, begun first: a worker who takes one last would leave the others idle."""


gc.disable()  # what is imported and collected from here on stays to the end


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Not looking again and again through what was imported saves a twelfth of the processor's
    time."""
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(5_000, 20, 20)  # what a test leaves behind is small
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slowest files; all else stays in its order."""
    place = {file: number for number, file in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(SLOWEST)))
