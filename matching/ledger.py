"""The hash chain of the ledger: every entry seals the one before it; no edit goes unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

Fact = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed line of the ledger; `at_iso` is UTC in ISO 8601, as it was hashed."""

    seq: int
    at_iso: str
    kind: str
    actor: str
    subject: str
    facts: Mapping[str, Fact]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first entry that does not hold, and what was expected of it."""

    seq: int
    problem: str
    """`order` (a number is missing or doubled), `previous` or `hash`."""


def canonical(value: Mapping[str, object]) -> bytes:
    """The one JSON text of a value: sorted keys, no spaces, UTF-8; NaN raises `ValueError`."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def entry_hash(
    previous_hash: str,
    seq: int,
    at_iso: str,
    kind: str,
    actor: str,
    subject: str,
    facts: Mapping[str, Fact],
) -> str:
    """SHA-256 over the entry and its predecessor's hash, 64 hex digits."""
    sealed = {
        "previous": previous_hash,
        "seq": seq,
        "at": at_iso,
        "kind": kind,
        "actor": actor,
        "subject": subject,
        "facts": dict(facts),
    }
    return hashlib.sha256(canonical(sealed)).hexdigest()


def verify_chain(
    entries: Iterable[Entry], previous_hash: str = GENESIS, first_seq: int = 1
) -> BrokenLink | None:
    """The first entry that breaks the chain, or None if all hold.

    Entries come in order of `seq`. To check a tail, pass the hash and number it follows.
    """
    for expected, entry in enumerate(entries, first_seq):
        if entry.seq != expected:
            return BrokenLink(expected, "order")
        if entry.previous_hash != previous_hash:
            return BrokenLink(entry.seq, "previous")
        sealed = entry_hash(
            entry.previous_hash,
            entry.seq,
            entry.at_iso,
            entry.kind,
            entry.actor,
            entry.subject,
            entry.facts,
        )
        if sealed != entry.hash:
            return BrokenLink(entry.seq, "hash")
        previous_hash = entry.hash
    return None
