"""Names that differ by language: items, units, districts, moments, the domain's enumerations."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from handlers.dialog import Term
from handlers.house import Names
from handlers.speech.placed import say_placed, say_spot, say_where
from handlers.speech.plurals import counted
from handlers.speech.sentences import sentence, sentences

CITY_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The city's clock; China keeps no summer time, so no time zone data is needed."""

_TONNE_KG = 1000.0
ONE = "1:"
"""Before the code of a unit or pack: a single one of it is meant."""


def word(term: Term, lang: str, names: Names) -> str:
    """The term in `lang`; a code that nothing is known about is shown as it is."""
    show = _KINDS.get(term.kind)
    return show(term.code, lang, names) if show else _member(term.kind, term.code, lang)


def _plain(code: str, _lang: str, _names: Names) -> str:
    return code


def _item(code: str, lang: str, names: Names) -> str:
    item = names.catalogue.by_code.get(code)
    return code if item is None else item.name(lang)


def _unit(code: str, lang: str, names: Names) -> str:
    """Units in general, 500 bottles; one of them as `1:<item code>`."""
    one, code = _is_one(code)
    item = names.catalogue.by_code.get(code)
    return "" if item is None else counted(item.unit(lang), lang, one=one)


def _quantity(code: str, lang: str, names: Names) -> str:
    item_code, _, amount = code.rpartition(":")
    unit = _unit(f"{ONE}{item_code}" if int(amount) == 1 else item_code, lang, names)
    return f"{_number(amount, lang, names)} {unit}".rstrip()


def _number(code: str, _lang: str, _names: Names) -> str:
    return f"{int(code):,}"


def district_name(code: str, lang: str) -> str:
    """A district; any other name as it is, none means all."""
    return sentences(lang).get(f"words.district.{code or 'all'}", code)


def _district(code: str, lang: str, names: Names) -> str:
    """A district, or a place in it: in English with the Chinese name, which is on the signs."""
    own = district_name(code, lang)
    english = names.english.get(code, "") if lang == "en" and own == code else ""
    return f"{english} ({code})" if english else own


def _placed(code: str, lang: str, names: Names) -> str:
    return say_placed(code, lang, names.english)


def _where(code: str, lang: str, names: Names) -> str:
    return say_where(code, lang, names.english)


def _spot(code: str, lang: str, names: Names) -> str:
    return say_spot(code, lang, names.english)


def _named(code: str, lang: str, names: Names) -> str:
    """A name that somebody wrote; one of the gazetteer in English where that is read."""
    return names.english.get(code, code) if lang == "en" else code


def _pack(code: str, lang: str, _names: Names) -> str:
    """Packs in general, 2 boxes; one of them as `1:<pack>`. The table holds the singular; a word
    of another language is quoted, as it was written."""
    one, code = _is_one(code)
    known = sentences(lang).get(f"words.pack.{code}")
    if known is None:
        is_own = code.isascii() == (lang != "zh")
        return code if is_own else f"“{code}”"
    return counted(known, lang, one=one)


def _is_one(code: str) -> tuple[bool, str]:
    return code.startswith(ONE), code.removeprefix(ONE)


def _time(code: str, lang: str, names: Names) -> str:
    """A moment by the city's clock: 今天 14:30, 22 Nov 14:30, with the year if it is another."""
    local = datetime.fromisoformat(code).astimezone(CITY_TIME)
    today = names.now.astimezone(CITY_TIME).date()
    clock = f"{local:%H:%M}"
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((local.date() - today).days)
    if near:
        return sentence(f"words.time.{near}", lang).format(clock=clock)
    return f"{_day(local.date(), lang, today)} {clock}"


def _date(code: str, lang: str, names: Names) -> str:
    return _day(date.fromisoformat(code[:10]), lang, names.now.astimezone(CITY_TIME).date())


def _day(day: date, lang: str, today: date) -> str:
    key = "words.time.day" if day.year == today.year else "words.time.day_and_year"
    month = sentence(f"words.month.{day.month}", lang)
    return sentence(key, lang).format(day=day.day, month=month, year=day.year)


def _km(code: str, lang: str, _names: Names) -> str:
    return sentence("words.amount.km", lang).format(n=_short(float(code)))


def _kg(code: str, lang: str, _names: Names) -> str:
    kg = float(code)
    if kg >= _TONNE_KG:
        return sentence("words.amount.tonnes", lang).format(n=_short(kg / _TONNE_KG))
    return sentence("words.amount.kg", lang).format(n=_short(kg))


def _minutes(code: str, lang: str, _names: Names) -> str:
    return sentence("words.amount.minutes", lang).format(n=_short(float(code)))


def _short(value: float) -> str:
    """Three figures are enough: 0.4, 3.2, 48, 1,240."""
    if value < 10:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:,.0f}"


def _member(kind: str, code: str, lang: str) -> str:
    return sentence(f"words.{kind}.{code}", lang)


_KINDS: dict[str, Callable[[str, str, Names], str]] = {
    "plain": _plain,
    "named": _named,
    "words": _plain,
    "item": _item,
    "unit": _unit,
    "quantity": _quantity,
    "number": _number,
    "district": _district,
    "placed": _placed,
    "where": _where,
    "spot": _spot,
    "pack": _pack,
    "time": _time,
    "date": _date,
    "km": _km,
    "kg": _kg,
    "minutes": _minutes,
}
