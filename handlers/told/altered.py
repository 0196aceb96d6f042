"""Lines of the card changed in words: 第一条改成3000只, no quilts, 再加100只."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from db.actions.told import add_words
from handlers.dialog import REWRITES, Term, Turn, Unclear
from handlers.engine.typed import Control, control_of
from handlers.steps.quantities import quantity_answer
from handlers.told.card import PAGE
from handlers.told.change import as_read, as_stated, restate, rewritten
from handlers.told.facts import more_facts
from handlers.told.fill import counted, lines_of
from handlers.told.joining import joined
from handlers.told.reading import read_words, without_cries
from handlers.told.said import Said, SaidLine, added, said_of, with_amount_doubt
from handlers.told.unread import kept_unread
from matching.catalogue import Catalogue
from matching.intake.changes import Change, Wish, only_names, read_changes
from matching.intake.left import read_left
from matching.intake.reading import Doubt
from matching.pack_size import pack_size, speaks_of_pack
from matching.quantities import read_quantity

SHORTEST = 2
"""Signs that name words which nobody could read."""


async def altered(turn: Turn, said: Said, words: str) -> dict[str, Any] | None:
    """The card with what the words wish of its lines; None if they wish nothing of them.

    Raises `Unclear` where they speak of goods that are not on it: nothing is added by "no quilts".
    """
    left = await _left(turn, said, words)
    if left is not None:
        return rewritten(left)
    packed = await _pack_said(turn, said, words)
    if packed is not None:
        return rewritten(packed)
    pieces = [each for each in read_changes(words) if not _only_polite(each[0])]
    first = pieces[0][1] if len(pieces) == 1 else None
    if first is not None and first.wish is Wish.SET:
        return await _put_right(turn, said, first)  # the page turns to the line
    new = said
    others: list[str] = []
    strange: list[str] = []
    for piece, change in pieces:
        if change is None and new is not said:
            changed = await _also_set(turn, new, piece)
        else:
            changed = None if change is None else await _changed(turn, new, change, strange)
        new = new if changed is None else changed
        others += [piece] if changed is None else []
    if new is said:
        _refuse(said, strange, [change for _, change in pieces if change is not None])
        return None
    return await _and_more(turn, new, others)


def _refuse(said: Said, strange: Sequence[str], changes: Sequence[Change]) -> None:
    """Say what should go and is not on the card; a line may have been taken out before."""
    if strange:
        raise Unclear("told.not_on_card", items=tuple(Term("item", code) for code in strange))
    dropped = (n for each in changes if each.wish is Wish.DROP for n in each.numbers)
    gone = next((n for n in dropped if n > 0 and said.line(n) is None), 0)
    if gone and said.lines:
        known = gone <= max(line.number for line in said.lines)
        raise Unclear("told.line_out" if known else "told.no_line", n=gone)


def _only_polite(piece: str) -> bool:
    """好的，不过棉被不要了: a yes before a change is no goods and sends nothing."""
    return control_of(piece) in (Control.CONFIRM, Control.THANKS, Control.GREETING)


async def _left(turn: Turn, said: Said, words: str) -> Said | None:
    """The draft with what is left of each thing that is given: 84消毒液只剩20箱; None where the
    words say anything else, or of something that is not on the card."""
    new, stated = said, read_left(words, await turn.house.vocabulary.current(turn.session))
    for each in stated:
        if each.further:
            return None  # 还有50件 adds to what the card gives
        lines = [line for line in _with_goods(turn, new, each.codes) if line.is_offer]
        if len(lines) != 1:
            return None
        fresh = _counted(turn, lines[0], each.count) if each.count else None
        if each.count and fresh is None:
            return None
        new = new.without(lines[0].number) if fresh is None else new.with_line(fresh)
    return new if stated else None


async def _pack_said(turn: Turn, said: Said, words: str) -> Said | None:
    """The draft where the one line whose packs have no size yet has it: 84消毒液每桶5升."""
    open_ = [x for x in said.lines if x.has(Doubt.PACK) and speaks_of_pack(words, x.unit)]
    named = {line.code for line in without_cries(await read_words(turn, words)).lines}
    lines = [x for x in open_ if x.code in named] if named else open_
    if len(lines) != 1 or named - {lines[0].code}:
        return None
    size = pack_size(words, _goods(turn).by_code[lines[0].code], lines[0].unit)
    if not size:
        return None
    return said.with_line(counted(lines[0], lines[0].count, lines[0].unit, size, _goods(turn)))


async def _also_set(turn: Turn, said: Said, piece: str) -> Said | None:
    """A further line that is counted after a change: "make the blankets 60, and water 20 boxes"."""
    read = lines_of(without_cries(await read_words(turn, piece)).lines, _goods(turn))
    lines = _with_goods(turn, said, [read[0].code]) if len(read) == 1 and read[0].quantity else []
    return said.with_line(as_read(turn, lines[0], read[0])) if len(lines) == 1 else None


async def taken_out(turn: Turn, said: Said, words: str) -> dict[str, Any] | None:
    """The draft without lines, said where something else is asked of one: drop line 1, no quilts.
    None where the words say anything else."""
    pieces = read_changes(words)
    if not pieces or not all(change and change.wish is Wish.DROP for _, change in pieces):
        return None
    new = said
    for _, change in pieces:
        less = None if change is None else await _changed(turn, new, change, [])
        if less is None:
            return None
        new = less
    return rewritten(new)


async def _and_more(turn: Turn, said: Said, others: Sequence[str]) -> dict[str, Any]:
    """What else was said joins the card."""
    if others:
        words = "，".join(others)
        reading = without_cries(await read_words(turn, words))
        more = await joined(turn, said, reading) or await more_facts(turn, said, reading)
        if more is not None:
            await add_words(turn.session, turn.person.actor, raw_id=said.raw, words=words)
            return more
        said = await kept_unread(turn, said, words)
    return rewritten(said)


async def _put_right(turn: Turn, said: Said, change: Change) -> dict[str, Any] | None:
    """A line as the words say it; None unless exactly one is named."""
    if change.numbers:
        lines = _numbered(said, change.numbers)
    else:
        lines = _with_goods(turn, said, await _codes(turn, change.what))
    if len(lines) != 1:
        return None
    return await restate(
        turn, replace(said, back_to=_page_of(said, lines[0])), lines[0], change.rest
    )


async def _changed(turn: Turn, said: Said, change: Change, strange: list[str]) -> Said | None:
    """The draft after one wish; None where it wishes nothing of its lines. Goods that are not on
    it and should go are noted in `strange`."""
    if change.wish is Wish.SET:
        right = await _put_right(turn, said, change)
        return None if right is None else replace(said_of(right[REWRITES]), back_to=said.back_to)
    if change.wish is Wish.MORE:
        return await _with_more(turn, said, change)
    if change.numbers:
        return _without(said, _numbered(said, change.numbers))
    codes = await _codes(turn, change.what)
    lines = _with_goods(turn, said, codes)
    if not lines and (known := _without_unread(said, change.what)) is not None:
        return known
    strange += [] if lines else codes
    return _without(said, lines)


def _without_unread(said: Said, what: str) -> Said | None:
    """The draft without words that nobody could read and nobody wants: no gizmos."""
    if len(what) < SHORTEST:
        return None
    left = tuple(words for words in said.unread if what.lower() not in words.lower())
    return replace(said, unread=left) if left != said.unread else None


def _without(said: Said, lines: Sequence[SaidLine]) -> Said | None:
    for line in lines:
        said = said.without(line.number)
    return said if lines else None


async def _with_more(turn: Turn, said: Said, change: Change) -> Said | None:
    """The line that more is wished of, with its new total; None where there is none: what is named
    is new, then."""
    read = lines_of((await read_words(turn, f"{change.what} {change.rest}")).lines, _goods(turn))
    if read:
        lines = _with_goods(turn, said, [read[0].code]) if len(read) == 1 else []
        if len(lines) != 1 or not read[0].quantity:
            return None
        return said.with_line(added(lines[0], _in_units_of(turn, read[0], lines[0], change.rest)))
    fits = [each for line in said.reported if (each := _counted(turn, line, change.rest))]
    if not fits:
        return None
    if len(fits) > 1:
        raise Unclear("told.more_of_which")
    line = next(each for each in said.lines if each.number == fits[0].number)
    return said.with_line(with_amount_doubt(added(line, fits[0]), _goods(turn)))


def _in_units_of(turn: Turn, read: SaidLine, line: SaidLine, words: str) -> SaidLine:
    """The quantity as the item of the line counts it: a box of masks is none of N95 masks."""
    return read if read.code == line.code else _counted(turn, line, words) or read


def _counted(turn: Turn, line: SaidLine, words: str) -> SaidLine | None:
    """The line with this much alone; None where the words count nothing of it."""
    item = _goods(turn).by_code[line.code]
    found = read_quantity(words, item)
    if found is None or (item.must_ask and any(part.each != 1 for part in found.parts)):
        return None
    return as_stated(turn, line, quantity_answer(found, words, item))


def _numbered(said: Said, numbers: Iterable[int]) -> list[SaidLine]:
    """The lines of these numbers; none at all where one is not on the card."""
    if not said.lines:
        return []
    known = [said.line(said.lines[-1].number if n < 0 else n) for n in numbers]
    lines = [line for line in known if line is not None]
    return lines if len(lines) == len(known) else []


async def _codes(turn: Turn, words: str) -> list[str]:
    """The items that the words name and say nothing else of."""
    lines = without_cries(await read_words(turn, words)).lines
    named = [line for line in lines if line.words]
    if not only_names(words, [line.words for line in named]):
        return []
    return list(dict.fromkeys(line.code for line in named))


def _with_goods(turn: Turn, said: Said, codes: Sequence[str]) -> list[SaidLine]:
    """The lines of these items; where there are none of one, of its kinds, if it leaves its kind
    open: 口罩 is also the N95 above."""
    found: list[SaidLine] = []
    for code in codes:
        exact = [line for line in said.lines if line.code == code]
        found += exact or [line for line in said.lines if line.code in _kinds(_goods(turn), code)]
    return found


def _kinds(catalogue: Catalogue, code: str) -> set[str]:
    return {kind.code for kind in catalogue.kinds_of(catalogue.by_code[code])}


def _goods(turn: Turn) -> Catalogue:
    return turn.house.catalogue


def _page_of(said: Said, line: SaidLine) -> int:
    """The page of the card that shows the line, counted from 1: what was changed is seen."""
    return said.lines.index(line) // PAGE + 1
