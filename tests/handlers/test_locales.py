"""Every sentence exists in both languages, says the same facts, and is said by somebody."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from moments import NOW
from shipped import catalogue, gazetteer

from handlers import menu
from handlers.dialog import Text
from handlers.engine.typed import words_of
from handlers.house import Names
from handlers.speech.sentences import LANGUAGES, sentences
from handlers.speech.texts import say
from matching import errors, model, permissions
from matching.plan import Obstacle

HANDLERS = Path(menu.__file__).parent
SOURCES = tuple(
    path for folder in (HANDLERS, HANDLERS.parent / "bot") for path in sorted(folder.rglob("*.py"))
)
_FACT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_KEY = re.compile(r"[a-z_]+(?:\.[a-zA-Z0-9_]+)+")
_ANY = r"[^.]+"
_ADDED = re.compile(r"_[a-z]{4,}")
OWN_AREAS = ("words.", "typed.", "refused.", "why.")
"""Areas whose keys are made of members of enumerations, ways out, refusals and reasons."""


def areas() -> set[str]:
    """First names of all keys."""
    return {key.partition(".")[0] for key in sentences("zh")}


@cache
def used() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Keys named in the code, and the patterns of those that are put together."""
    plain: set[str] = set()
    patterns: set[str] = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        built_of = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        patterns |= {"".join(_pieces(node)) for node in built_of}
        parts = {id(part) for node in built_of for part in node.values}
        plain |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in parts
        }
    known = areas()
    keys = {key for key in plain if _KEY.fullmatch(key) and key.partition(".")[0] in known}
    built = {each for each in patterns if each.partition(r"\.")[0] in known}
    # A key with something added to its end: f"{key}_line".
    built |= {f".+{rest}" for each in patterns if _ADDED.fullmatch(rest := each[len(_ANY) :])}
    return frozenset(keys), tuple(re.compile(each) for each in sorted(built))


def _pieces(node: ast.JoinedStr) -> Iterator[str]:
    for part in node.values:
        constant = isinstance(part, ast.Constant) and isinstance(part.value, str)
        yield re.escape(str(part.value)) if constant else _ANY


def test_both_languages_have_the_same_sentences() -> None:
    assert set(sentences("zh")) == set(sentences("en"))


def test_a_sentence_names_the_same_facts_in_both_languages() -> None:
    zh, en = (
        {key: set(_FACT.findall(text)) for key, text in sentences(lang).items()}
        for lang in LANGUAGES
    )
    assert zh == en


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_fact_is_left_standing_in_a_rendered_sentence(lang: str) -> None:
    names = Names(catalogue(), NOW)
    for key, text in sentences(lang).items():
        facts = dict.fromkeys(_FACT.findall(text), "7")
        assert "{" not in say(Text(key, facts), lang, names).text, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_marks_are_closed_and_are_the_only_markup(lang: str) -> None:
    for key, text in sentences(lang).items():
        for line in text.split("\n"):
            marks = re.findall(r"</?[a-z]+>", line)
            assert marks == ["<b>", "</b>"] * (len(marks) // 2), key


def test_every_key_in_the_code_has_its_sentence() -> None:
    keys, _ = used()
    assert sorted(keys - set(sentences("zh"))) == []


def test_every_sentence_is_said_by_somebody() -> None:
    keys, built = used()
    unsaid = [
        key
        for key in sentences("zh")
        if key not in keys
        and not key.startswith(OWN_AREAS)
        and not any(pattern.fullmatch(key) for pattern in built)
    ]
    assert unsaid == []


def enumerations() -> dict[str, set[str]]:
    """Table of the words → the members it must name, for every enumeration of the domain."""
    found = {
        _snake(name): {member.value for member in kind}
        for name, kind in vars(model).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
    }
    found["obstacle"] = {member.value for member in Obstacle}
    found["act"] = {member.value for member in permissions.Act}
    found["class"] = set(catalogue().classes)
    found["pack"] = {pack.name for item in catalogue().items for pack in item.packs}
    districts = {place.district for place in gazetteer().places if place.district}
    found["district"] = districts | {"all", "大连市"}
    return found


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize(("table", "members"), sorted(enumerations().items()))
def test_every_member_of_the_domain_has_its_word(table: str, members: set[str]) -> None:
    prefix = f"words.{table}."
    named = {key.removeprefix(prefix) for key in sentences("zh") if key.startswith(prefix)}
    assert named == members


def test_every_refusal_has_its_sentence() -> None:
    keys = {
        kind.text_key
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.Refused)
    }
    assert keys == {key for key in sentences("zh") if key.startswith("refused.")}


def test_a_typed_word_means_one_way_out() -> None:
    ways = [key for key in sentences("zh") if key.startswith("typed.")]
    ways = [
        key
        for key in ways
        if key not in ("typed.need", "typed.stock", "typed.no_need", "typed.asking")
    ]
    said = [word for key in ways for word in set(words_of(key))]
    assert len(said) == len(set(said))
