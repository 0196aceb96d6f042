"""A prompt that went through JSON is the same prompt."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.dialog import Ask, Button, Prompt, Term, Text, Venue
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
    TEXTS,
    st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple),
    st.sampled_from(Ask),
    st.none() | st.builds(Venue, DEGREES, DEGREES, WORDS, WORDS),
    WORDS,
    st.booleans(),
    st.booleans(),
)


@given(PROMPTS)
def test_a_prompt_comes_back_as_it_was(prompt: Prompt) -> None:
    assert prompt_from_json(json.loads(json.dumps(to_json(prompt)))) == prompt


@given(TEXTS)
def test_a_sentence_comes_back_as_it_was(text: Text) -> None:
    assert text_from_json(json.loads(json.dumps(to_json(text)))) == text
