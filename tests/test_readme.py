"""The two READMEs say the same: one is the other in another language."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = {lang: (ROOT / name).read_text("utf-8")
          for lang, name in (("en", "README.md"), ("zh", "README.zh.md"))}  # fmt: skip
PICTURE = re.compile(r"docs/images/([\w-]+)-(en|zh)\.png")
LARGEST = 450_000
"""Bytes of a picture: a README is read over the telephone too."""


def shape(text: str) -> list[str]:
    """Headings, tables and blocks of code in their order, without their words."""
    found = re.findall(r"^(#+ |```\w*$|\| --- )", text, re.MULTILINE)
    return [str(part).strip() for part in found]


def commands(text: str) -> list[str]:
    """What is typed, without its comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_both_have_the_same_parts_in_the_same_order() -> None:
    assert shape(README["zh"]) == shape(README["en"])


def test_both_name_the_same_commands() -> None:
    assert commands(README["zh"]) == commands(README["en"])


def test_both_point_to_the_same_pages() -> None:
    pages = re.compile(r"\]\((docs/[^)]*|CHANGELOG\.md|NOTICE)\)")
    found = {lang: [page for page in pages.findall(text) if "images" not in page]
             for lang, text in README.items()}  # fmt: skip
    assert found["zh"] == found["en"]
    assert all((ROOT / page).exists() for page in found["en"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_shows_the_pictures_of_its_own_language(lang: str) -> None:
    shown = PICTURE.findall(README[lang])
    assert {language for _, language in shown} == {lang}
    assert [name for name, _ in shown] == [name for name, _ in PICTURE.findall(README["en"])]
    for name, language in shown:
        picture = ROOT / "docs" / "images" / f"{name}-{language}.png"
        assert 0 < picture.stat().st_size < LARGEST
