"""A regular expression that waits gives what one gives that does not."""

import importlib
import pkgutil
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import intake
from matching.intake.pattern import Pattern, lazy_regex

SOURCES = [r"a+", r"(?<![a-z])(\d+)\s?(?:kg|只)", r"[急救]|ab?c"]


def test_nothing_is_compiled_before_it_is_asked() -> None:
    pattern = lazy_regex("a(")
    with pytest.raises(re.error):
        pattern.search("a")


@given(
    source=st.sampled_from(SOURCES),
    text=st.text("abc 12kg只急救", max_size=20),
    start=st.integers(0, 5),
)
def test_it_finds_the_same(source: str, text: str, start: int) -> None:
    lazy, plain = lazy_regex(source), re.compile(source)
    for name in ("search", "match", "fullmatch"):
        found, expected = getattr(lazy, name)(text, start), getattr(plain, name)(text, start)
        assert (found and found.span()) == (expected and expected.span())
    assert [m.span() for m in lazy.finditer(text, start)] == [
        m.span() for m in plain.finditer(text, start)
    ]
    assert lazy.sub("x", text) == plain.sub("x", text)
    assert lazy.findall(text) == plain.findall(text)


def test_every_pattern_of_the_reading_compiles() -> None:
    found = []
    for module in pkgutil.iter_modules(intake.__path__):
        names = vars(importlib.import_module(f"matching.intake.{module.name}")).values()
        found += [value for value in names if isinstance(value, Pattern)]
    assert len(found) > 100
    for pattern in found:
        assert pattern.compiled.pattern == pattern.source
