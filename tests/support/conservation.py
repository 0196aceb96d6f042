"""Checks a record the way an auditor would: from outside, with SQL of its own."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime

from matching.ledger import GENESIS, Entry, verify_chain
from matching.lifecycle import ALLOCATION_STEPS, JOB_STEPS
from matching.model import AllocationState, JobState

TABLES = (
    "needs",
    "need_lines",
    "lots",
    "allocations",
    "jobs",
    "stops",
    "offers",
    "consignments",
    "handovers",
    "shifts",
    "outbox",
)
"""What a refusal must leave as it was."""

OPEN = ("planned", "arrived")
"""States of a stop where something is still to be done."""

ABOARD = "loaded - accepted - lost - returned"

BROKEN = {
    "a lot's parts make its whole": """
        SELECT id FROM lots WHERE free + reserved + loaded_out <> counted""",
    "a lot's reserved goods are its open promises": """
        SELECT l.id FROM lots l WHERE reserved <> (SELECT coalesce(sum(quantity), 0)
        FROM allocations a WHERE a.lot_id = l.id AND a.state IN ('proposed', 'confirmed'))""",
    "a lot's goods on the road are aboard": f"""
        SELECT l.id FROM lots l WHERE loaded_out <> (SELECT coalesce(sum({ABOARD}), 0)
        FROM allocations a WHERE a.lot_id = l.id)""",
    "a line's figures are its allocations'": """
        SELECT n.id FROM need_lines n LEFT JOIN (SELECT need_line_id,
          sum(CASE state WHEN 'proposed' THEN quantity ELSE 0 END) AS reserved,
          sum(CASE state WHEN 'confirmed' THEN quantity ELSE 0 END) AS committed,
          sum(loaded) AS loaded, sum(accepted) AS accepted, sum(rejected) AS rejected,
          sum(lost) AS lost, sum(returned) AS returned
          FROM allocations GROUP BY need_line_id) a ON a.need_line_id = n.id
        WHERE (n.reserved, n.committed, n.loaded, n.accepted, n.rejected, n.lost, n.returned)
          <> (coalesce(a.reserved, 0), coalesce(a.committed, 0), coalesce(a.loaded, 0),
              coalesce(a.accepted, 0), coalesce(a.rejected, 0), coalesce(a.lost, 0),
              coalesce(a.returned, 0))""",
    "no line is promised more than it wants": """
        SELECT id FROM need_lines
        WHERE reserved + committed + loaded - rejected - lost - returned > requested - cancelled""",
    "handovers tell what became of each load": """
        SELECT a.id FROM allocations a LEFT JOIN (SELECT allocation_id,
          sum(CASE kind WHEN 'pickup' THEN quantity ELSE 0 END) AS loaded,
          sum(CASE kind WHEN 'delivery' THEN quantity ELSE 0 END) AS accepted,
          sum(CASE kind WHEN 'return' THEN quantity ELSE 0 END) AS returned,
          sum(CASE kind WHEN 'loss' THEN quantity ELSE 0 END) AS lost
          FROM handovers GROUP BY allocation_id) h ON h.allocation_id = a.id
        WHERE (a.loaded, a.accepted, a.returned, a.lost) <> (coalesce(h.loaded, 0),
          coalesce(h.accepted, 0), coalesce(h.returned, 0), coalesce(h.lost, 0))""",
    "what is loaded is on a job that runs": f"""
        SELECT a.id FROM allocations a LEFT JOIN consignments c ON c.id = a.consignment_id
        LEFT JOIN jobs j ON j.id = c.job_id
        WHERE {ABOARD} > 0 AND coalesce(j.state, '') <> 'underway'""",
    "a closed need has nothing proposed or confirmed": """
        SELECT a.id FROM allocations a JOIN need_lines l ON l.id = a.need_line_id
        JOIN needs n ON n.id = l.need_id
        WHERE n.lifecycle = 'closed' AND a.state IN ('proposed', 'confirmed')""",
    "a job has a driver exactly while it runs or after": """
        SELECT id FROM jobs WHERE (state IN ('open', 'offered')) = (driver_id IS NOT NULL)
        AND state NOT IN ('cancelled', 'failed')""",
    "a driver has one job in hand": """
        SELECT driver_id FROM jobs WHERE state IN ('accepted', 'underway')
        GROUP BY driver_id HAVING count(*) > 1""",
    "a job in hand was accepted by its driver alone": """
        SELECT j.id FROM jobs j WHERE state IN ('accepted', 'underway', 'closed')
        AND (SELECT group_concat(driver_id) FROM offers o
             WHERE o.job_id = j.id AND o.state = 'accepted') IS NOT cast(j.driver_id AS text)""",
    "a job that waits for an answer has one offer, others none": """
        SELECT j.id FROM jobs j WHERE (state = 'offered') <> (SELECT count(*) FROM offers o
        WHERE o.job_id = j.id AND o.state = 'offered')""",
    "an ended job has no open stop": """
        SELECT s.id FROM stops s JOIN jobs j ON j.id = s.job_id
        WHERE j.state IN ('closed', 'failed', 'cancelled') AND s.state IN ('planned', 'arrived')""",
    "a confirmed load waits for a job or rides on a living one": """
        SELECT a.id FROM allocations a JOIN consignments c ON c.id = a.consignment_id
        JOIN jobs j ON j.id = c.job_id
        WHERE a.state = 'confirmed' AND j.state IN ('closed', 'failed', 'cancelled')""",
    "the address goes to those who accepted, once each": """
        SELECT 1 WHERE (SELECT count(*) FROM outbox WHERE kind = 'job_address')
        > (SELECT count(*) FROM ledger WHERE kind = 'address.revealed')""",
    "the address goes to a driver who accepted that job": """
        SELECT id FROM outbox b WHERE kind = 'job_address' AND NOT EXISTS (SELECT 1 FROM offers o
        WHERE o.job_id = json_extract(b.params, '$.job_id') AND o.driver_id = b.person_id
        AND o.state IN ('accepted', 'declined'))""",
}

TWO_STEPS = frozenset({(JobState.ACCEPTED, JobState.OFFERED)})
"""Handed back, and the driver the plan named next asked in the same action."""


def digest(record: sqlite3.Connection) -> str:
    """A fingerprint of all that an action may change."""
    seen = hashlib.sha256()
    for table in TABLES:
        for row in record.execute(f"SELECT * FROM {table} ORDER BY id"):
            seen.update(repr(tuple(row)).encode())
    return seen.hexdigest()


class Book:
    """The auditor's own notes: how every state was at the last look, and the last sealed entry."""

    def __init__(self, record: sqlite3.Connection) -> None:
        self._record = record
        self._allocations: Mapping[int, str] = {}
        self._jobs: Mapping[int, str] = {}
        self._routes: Mapping[int, list[tuple[int, str]]] = {}
        self._seq = 0
        self._hash = GENESIS
        self._check_ledger()

    def audit(self) -> None:
        """Raise `AssertionError` with the first rule that does not hold."""
        for rule, question in BROKEN.items():
            broken = self._record.execute(question).fetchall()
            assert not broken, f"{rule}: {[tuple(row) for row in broken]}"
        self._check_states()
        self._check_routes()
        self._check_ledger()

    def _check_states(self) -> None:
        """No state by-passes its rule between two looks."""
        allocations = dict(self._record.execute("SELECT id, state FROM allocations").fetchall())
        for number, state in allocations.items():
            before = AllocationState(self._allocations.get(number, state))
            now = AllocationState(state)
            assert now is before or now in ALLOCATION_STEPS[before], (number, before, now)
        jobs = dict(self._record.execute("SELECT id, state FROM jobs").fetchall())
        for number, state in jobs.items():
            before_job, now_job = JobState(self._jobs.get(number, state)), JobState(state)
            stepped = now_job in JOB_STEPS[before_job] or (before_job, now_job) in TWO_STEPS
            assert now_job is before_job or stepped, (
                number,
                before_job,
                now_job,
            )
        self._allocations, self._jobs = allocations, jobs

    def _check_routes(self) -> None:
        """What a driver has done or was promised keeps its order, and the next stop is the next."""
        routes: dict[int, list[tuple[int, str]]] = {}
        for job_id, stop_id, state in self._record.execute(
            "SELECT s.job_id, s.id, s.state FROM stops s JOIN jobs j ON j.id = s.job_id"
            " WHERE j.state IN ('accepted', 'underway') ORDER BY s.job_id, s.seq"
        ):
            routes.setdefault(job_id, []).append((stop_id, state))
        for job_id, stops in routes.items():
            before = [stop_id for stop_id, _ in self._routes.get(job_id, [])]
            stay = [stop_id for stop_id, _ in stops if stop_id in before]
            assert stay == before, f"job {job_id}: {before} became {stops}"
            due = next((one for one, state in self._routes.get(job_id, []) if state in OPEN), None)
            left = [stop_id for stop_id, state in stops if state in OPEN]
            assert due not in left or due == left[0], f"job {job_id}: {due} is not next in {left}"
        self._routes = routes

    def _check_ledger(self) -> None:
        """The entries since the last look continue the chain."""
        rows = self._record.execute(
            "SELECT seq, at, kind, actor, subject, facts, previous_hash, hash FROM ledger"
            " WHERE seq > ? ORDER BY seq",
            (self._seq,),
        ).fetchall()
        entries = [
            Entry(
                seq=row[0],
                at_iso=datetime.fromisoformat(row[1]).replace(tzinfo=UTC).isoformat(),
                kind=row[2],
                actor=row[3],
                subject=row[4],
                facts=json.loads(row[5]),
                previous_hash=row[6],
                hash=row[7],
            )
            for row in rows
        ]
        assert verify_chain(entries, self._hash, self._seq + 1) is None
        if entries:
            self._seq, self._hash = entries[-1].seq, entries[-1].hash
