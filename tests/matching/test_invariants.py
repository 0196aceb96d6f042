"""The eighteen invariants: each has its tests, and nothing depends on the order of hashes."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "howto" / "add-a-matching-stage.md"


def test_each_of_the_eighteen_names_tests_that_are_there():
    rows = re.findall(r"^\| (\d+) \| .* \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 19))
    for _, tests in rows:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", tests)
        assert named
        for file, name in named:
            assert f"def {name}(" in (Path(__file__).parent / file).read_text("utf-8")


def test_plans_do_not_depend_on_the_order_of_hashes():
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    said = {
        subprocess.run(
            [sys.executable, str(ROOT / "tests" / "support" / "hashed_plans.py")],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    (one,) = said
    assert b"allocations" in one
