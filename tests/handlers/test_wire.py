"""A prompt that went through JSON is the same prompt."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW

from handlers.dialog import Ask, Button, Picture, Prompt, Term, Text, Venue
from handlers.speech.wire import prompt_from_json, text_from_json, to_json

WORDS = st.text(max_size=12)
TERMS = st.builds(Term, WORDS, WORDS)
LEAVES: st.SearchStrategy[Any] = st.one_of(WORDS, st.integers(-(2**40), 2**40), TERMS)


def texts(facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Text]:
    return st.builds(Text, WORDS, st.dictionaries(WORDS, facts, max_size=3))


TEXTS = texts(
    st.recursive(
        LEAVES,
        lambda inner: texts(inner) | st.lists(WORDS | TERMS | texts(inner), max_size=3).map(tuple),
        max_leaves=6,
    )
)
BUTTONS = st.builds(Button, TEXTS | TERMS, WORDS, WORDS, WORDS)
DEGREES = st.floats(-180, 180, allow_nan=False)
PROMPTS = st.builds(
    Prompt,
    text=TEXTS,
    buttons=st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple),
    ask=st.sampled_from(Ask),
    venue=st.none() | st.builds(Venue, DEGREES, DEGREES, WORDS, WORDS),
    photo=WORDS,
    picture=st.none(),
    remove_keyboard=st.booleans(),
    force_new=st.booleans(),
)
"""A picture is drawn as it leaves and never kept: see the test below."""


@given(PROMPTS)
def test_a_prompt_comes_back_as_it_was(prompt: Prompt) -> None:
    assert prompt_from_json(json.loads(json.dumps(to_json(prompt)))) == prompt


def test_a_picture_is_never_kept() -> None:
    prompt = Prompt(Text("k"), picture=Picture((), NOW))
    with pytest.raises(ValueError, match="picture"):
        to_json(prompt)


@given(TEXTS)
def test_a_sentence_comes_back_as_it_was(text: Text) -> None:
    assert text_from_json(json.loads(json.dumps(to_json(text)))) == text
