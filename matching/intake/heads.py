"""Kinds written apart from their noun: 口罩(外科), 外科、N95口罩, surgical and N95 masks."""

from collections.abc import Sequence

from matching.intake.lexicon import Lexicon, is_chinese, squeeze, stem
from matching.intake.mention import Mention
from matching.intake.pattern import lazy_regex

_BRACKET = lazy_regex(r"\s?\(([^()\n\x01]{1,30})\)")
_GLUED = lazy_regex(r"([\u4e00-\u9fff]{1,6})(?=\s?[\d:,，、;；。)\s\x03的]|$)")
_PART = lazy_regex(r"[^、/,，和及或与\s]+")
_BEFORE = lazy_regex(
    r"(?:^|[\s、/,，:;；。(和及\x01-\x03])([\u4e00-\u9fffa-z\d]{1,6})\s?(?:[/、,，]"
    r"|和|及|或|与)\s?$"
)
_BEFORE_LATIN = lazy_regex(r"(?<![a-z])([a-z]{3,})\s?(?:,|/|&|and|or)\s(?:and\s)?$")
_COUNTED = lazy_regex(r"(?<=[\s,，、;；/:\x03])([\u4e00-\u9fff]{2,5})\s?[:(]?\s?(?=\x03)")
_FOR_WHOM = lazy_regex(
    r"\s?\(?(?:for (?:the |our )?)?(adult|baby|kid|child|infant|men|women)s?(?![a-z])"
)
_FAR = 40
"""Signs within which a noun still speaks for kinds after it."""
_MASK_NAME = lazy_regex(r"k?n95|ffp[23]")
_MASKS = "口罩"
"""N95 is a mask although it does not say so; 外科 beside it is one, too."""
_NEXT = lazy_regex(r"\s?[/、,，和及]\s?([\u4e00-\u9fff]{2,4})(?=[/、,，和及\s:(\d\x03]|$)")
_HEAD = 2
"""Signs of a Chinese noun: 口罩, 手套."""


def find_kinds(
    text: str, quiet: str, mentions: Sequence[Mention], lexicon: Lexicon
) -> list[Mention]:
    """The mentions with those added whose noun stands elsewhere; `quiet` has goods blanked."""
    found: list[Mention] = []
    for mention in mentions:
        words = text[mention.start : mention.end]
        if is_chinese(words) or _MASK_NAME.fullmatch(squeeze(words)):
            mention.codes = _kind_in_bracket(quiet, mention, words, lexicon) or mention.codes
            inside = _after(quiet, mention, words, lexicon)
            found += _following(quiet, mention, words, lexicon)
            found += _chain(quiet, mention, words, lexicon)
            found += inside or [mention]
            if inside and not _is_general(mention):
                found.append(mention)
        else:
            mention.codes = _kind_for(quiet, mention, words, lexicon) or mention.codes
            found += [*_latin(quiet, mention, words, lexicon), mention]
    found += _counted(text, quiet, mentions, lexicon)
    return sorted(found, key=lambda mention: mention.start)


def _kind_in_bracket(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """纸尿裤(成人): the bracket says which kind, where the lexicon has the name so joined."""
    match = _BRACKET.match(quiet, mention.end)
    if match is None or _PART.fullmatch(match[1]) is None:
        return ()
    name = lexicon.signs.get(squeeze(match[1]) + squeeze(words))
    return name.codes if name is not None else ()


def _kind_for(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Diapers for adults are adult diapers."""
    match = _FOR_WHOM.match(quiet, mention.end)
    if match is None:
        return ()
    kind = " ".join(stem(word) for word in (match[1], *words.split()))
    name = lexicon.phrases.get(kind)
    return name.codes if name is not None else ()


def _is_general(mention: Mention) -> bool:
    return mention.codes[0].endswith("-ANY")


def _after(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> list[Mention]:
    """口罩(外科、一次性): each part with the noun; 口罩外科: the part that is glued on."""
    if not _is_general(mention):
        return []
    match = _BRACKET.match(quiet, mention.end) or _GLUED.match(quiet, mention.end)
    if match is None:
        return []
    kinds = []
    for part in _PART.finditer(match[1]):
        start = match.start(1) + part.start()
        kind = _kind(
            part.group().removeprefix("成人"), words, lexicon, start, start + len(part.group())
        )
        if kind is not None:
            kinds.append(kind)
    return kinds


def _following(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> list[Mention]:
    """N95、外科、防护服: kinds of mask after one that is named by its standard."""
    if not _MASK_NAME.fullmatch(squeeze(words)):
        return []
    match = _NEXT.match(quiet, mention.end)
    kind = _kind(match[1], words, lexicon, *match.span(1)) if match else None
    return [kind] if kind else []


def _chain(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> list[Mention]:
    """外科、一次性、N95口罩: parts before the noun, from right to left."""
    kinds: list[Mention] = []
    start = mention.start
    while match := _BEFORE.search(quiet[max(0, start - 12) : start]):
        offset = max(0, start - 12)
        kind = _kind(match[1], words, lexicon, offset + match.start(1), offset + match.end(1))
        if kind is None:
            break
        kinds.insert(0, kind)
        start = kind.start
    return kinds


def _counted(text: str, quiet: str, mentions: Sequence[Mention], lexicon: Lexicon) -> list[Mention]:
    """口罩: N95 500只 外科 2000只: a kind with a number, whose noun stands before it."""
    kinds = []
    for match in _COUNTED.finditer(quiet):
        before = [m for m in mentions if m.end <= match.start() < m.end + _FAR]
        for mention in reversed(before):
            words = text[mention.start : mention.end]
            kind = _kind(match[1], words, lexicon, match.start(1), match.end(1))
            if kind is not None:
                kinds.append(kind)
                break
    return kinds


def _kind(part: str, words: str, lexicon: Lexicon, start: int, end: int) -> Mention | None:
    head = _MASKS if _MASK_NAME.fullmatch(squeeze(words)) else squeeze(words)[-_HEAD:]
    name = lexicon.signs.get(squeeze(part) + head)
    if name is None or not name.codes or part.endswith(head):
        return None
    return Mention(start, end, name.codes, name.weak)


def _latin(quiet: str, mention: Mention, words: str, lexicon: Lexicon) -> list[Mention]:
    match = _BEFORE_LATIN.search(quiet[max(0, mention.start - 24) : mention.start])
    pieces = words.split()
    if match is None or len(pieces) < 2:
        return []
    offset = max(0, mention.start - 24)
    name = lexicon.phrases.get(f"{stem(match[1])} {stem(pieces[-1])}")
    if name is None or not name.codes:
        return []
    return [Mention(offset + match.start(1), offset + match.end(1), name.codes, name.weak)]
