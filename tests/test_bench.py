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


def test_every_part_is_a_module_that_measures():
    assert set(bench.PARTS) <= set(MODULES)
