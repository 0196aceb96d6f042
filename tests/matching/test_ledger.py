"""The chain holds, and any edit is found and named."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ledger import GENESIS, BrokenLink, Entry, canonical, entry_hash, verify_chain

LINES = (
    ("need.reported", "person:1", "need:7", {"quantity": 500, "item": "MASK-N95"}),
    ("job.accepted", "person:2", "job:3", {}),
    ("goods.delivered", "person:2", "need:7", {"accepted": 499, "rejected": 1, "proof": "code"}),
    ("note", "system", "需求:7", {"text": "已送达", "drill": False, "km": 12.5, "by": None}),
)


def chain(lines=LINES, previous=GENESIS):
    entries = []
    for seq, (kind, actor, subject, facts) in enumerate(lines, 1):
        at = f"2026-03-01T08:0{seq}:00+00:00"
        sealed = entry_hash(previous, seq, at, kind, actor, subject, facts)
        entries.append(Entry(seq, at, kind, actor, subject, facts, previous, sealed))
        previous = sealed
    return entries


def test_an_untouched_chain_holds():
    assert verify_chain(chain()) is None
    assert verify_chain([]) is None


def test_the_hash_is_stable_for_ever():
    assert chain()[0].hash == ("8e6918178741f3dacc4852d105c91a2eee23bb7b2a2b2441ec44812b8d726d0a")


def test_the_order_of_facts_does_not_matter():
    assert canonical({"b": 1, "a": "水"}) == '{"a":"水","b":1}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


@given(st.integers(0, len(LINES) - 1), st.sampled_from([f.name for f in fields(Entry)]), st.data())
def test_any_change_of_any_field_is_found_at_its_line(number, field, data):
    entries = chain()
    value = getattr(entries[number], field)
    if isinstance(value, str):
        place = data.draw(st.integers(0, len(value) - 1))
        sign = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != value[place]))
        changed = value[:place] + sign + value[place + 1 :]
    elif isinstance(value, int):
        changed = value + data.draw(st.integers(1, 9))
    else:
        changed = {**value, "extra": 1}
    entries[number] = replace(entries[number], **{field: changed})
    broken = verify_chain(entries)
    assert broken is not None
    assert broken.seq == number + 1


@given(st.integers(0, len(LINES) - 2))
def test_a_missing_line_is_found(number):
    entries = chain()
    del entries[number]
    assert verify_chain(entries) == BrokenLink(number + 1, "order")


def test_a_line_resealed_by_somebody_breaks_the_next():
    entries = chain()
    forged = {"quantity": 5}
    second = entries[1]
    sealed = entry_hash(
        second.previous_hash, 2, second.at_iso, second.kind, second.actor, second.subject, forged
    )
    entries[1] = replace(second, facts=forged, hash=sealed)
    assert verify_chain(entries) == BrokenLink(3, "previous")


def test_a_tail_is_checked_from_the_hash_it_follows():
    entries = chain()
    assert verify_chain(entries[2:], entries[1].hash, first_seq=3) is None
    assert verify_chain(entries[2:], GENESIS, first_seq=3) == BrokenLink(3, "previous")
