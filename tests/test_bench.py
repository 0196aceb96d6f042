"""The benchmark is run by hand and seldom: that nothing in it was left behind shows here."""

import importlib
from pathlib import Path

import pytest

from tests.bench import __main__ as bench

MODULES = sorted(path.stem for path in (Path(__file__).parent / "bench").glob("*.py"))
RIVALS = {"jieba", "pandas", "ppe_match", "pyvrp", "vroom"}
"""What only `make bench` installs."""


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_the_benchmark_finds_what_it_imports(name):
    missing = ""
    try:
        importlib.import_module(f"tests.bench.{name}")
    except ModuleNotFoundError as why:
        missing = str(why.name)
    assert missing in {"", *RIVALS}
    if missing:
        pytest.skip(f"{missing} is a rival, which only `make bench` installs")


async def test_a_part_that_fails_is_named_and_loses_nothing_of_the_others(monkeypatch):
    monkeypatch.setitem(bench.PARTS, "no_such_part", 30)
    part = await bench.measured("no_such_part")
    assert (part.title, part.figures) == ("Not measured: no_such_part", ())


async def test_a_part_that_takes_too_long_is_given_up_and_named(monkeypatch):
    monkeypatch.setitem(bench.PARTS, "jobs", 0.01)
    part = await bench.measured("jobs")
    assert (part.title, part.figures) == ("Not measured: jobs", ())
    assert part.notes[0].startswith("given up after")


def test_every_part_is_a_module_that_measures():
    assert set(bench.PARTS) <= set(MODULES)
