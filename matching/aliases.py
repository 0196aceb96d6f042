"""Words that people use for an item and no table knows: what may be learnt, and what may not."""

import re

from matching.intake.lexicon import is_chinese, squeeze, stems
from matching.intake.normalise import normalise
from matching.intake.reader import Reader

LONGEST = 40
"""Signs of words worth learning: a longer piece is a sentence, perhaps a personal one."""
LEAST_CHINESE, LEAST_LATIN = 2, 3
"""Signs below which words mean too much: 水, oz."""
_NUMBER = re.compile(r"\d{5,}|^[\d\s.,-]+$")
_LETTER = re.compile(r"[^\W\d_]")


def alias_key(words: str, reader: Reader) -> str:
    """The words as the reading compares them: one width, case, script, no plural."""
    plain = normalise(words, reader.signs).text.strip()
    return squeeze(plain) if is_chinese(plain) else stems(plain)


def is_harmless(words: str, code: str, reader: Reader) -> bool:
    """Whether `words` may come to mean `code`: long enough, no number, and no word we know.

    A word that names another item, or a phrase that names none (水位), would make messages that
    are read right today wrong tomorrow.
    """
    key = alias_key(words, reader)
    if not key or code not in reader.catalogue.by_code:
        return False
    if max(len(key), len(words.strip())) > LONGEST or _NUMBER.search(words):
        return False
    letters = len(_LETTER.findall(key))
    if letters < (LEAST_CHINESE if is_chinese(key) else LEAST_LATIN):
        return False
    table = reader.lexicon.signs if is_chinese(key) else reader.lexicon.phrases
    return key not in table and key not in reader.likeness.known
