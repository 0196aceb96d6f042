"""The record of GetUsPPE: donors and recipients of April to July 2020, and its replay.

Data: package ppe-match (MIT; Bala, Samorani, Jacob), with the two published rules it comes with.
We keep its rolling test (requests gather, every `days` what is open is matched and shipped at once,
donations over 1,000 pieces are left out) and its measures, in code of our own; the package's takes
minutes for a run. A request's quantity is as it was typed, some are absurd.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

LARGEST_GIFT = 1_000

Miles = Any
Decision = tuple[int, int, int]
"""Donor, recipient, pieces."""
Rule = Callable[["Market"], list[Decision]]


@dataclass(frozen=True, slots=True)
class Market:
    """What is open of one kind of goods on one day: ids with pieces, and miles between them."""

    donors: Any
    stock: Any
    recipients: Any
    wanted: Any
    miles: Miles
    """Recipients x donors; infinite where no distance is known."""


@dataclass(slots=True)
class Tally:
    """What a run of a rule came to."""

    units: int = 0
    miles: float = 0.0
    days: float = 0.0
    parcels: int = 0
    recipients: int = 0
    """Pairs of recipient and goods that got something."""
    donors: int = 0

    def measures(self) -> dict[str, float]:
        """The published measures."""
        return {
            "units": self.units,
            "recipients": self.recipients,
            "unit-miles": self.miles / self.units,
            "holding days": self.days / self.units,
            "parcels": self.parcels / self.donors,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """All requests with whole numbers for ids, and the miles between donors and recipients."""

    donors: pd.DataFrame
    recipients: pd.DataFrame
    miles: Miles

    @staticmethod
    def read() -> "Record":
        """From the package's files."""
        data = files("ppe_match") / "data"
        donors, recipients = (
            pd.read_csv(str(data / f"anon_{side}.csv"), index_col=0)
            for side in ("donors", "recipients")
        )
        donors = donors[(donors.qty > 0) & (donors.qty <= LARGEST_GIFT)]
        recipients = recipients[recipients.qty > 0]
        donors, recipients = (
            rows.assign(date=pd.to_datetime(rows.date, format="ISO8601", utc=True))
            for rows in (donors, recipients)
        )
        number = {
            side: {name: at for at, name in enumerate(sorted(rows.unique()))}
            for side, rows in (("don_id", donors.don_id), ("rec_id", recipients.rec_id))
        }
        table = pd.read_csv(str(data / "anon_distance_matrix.csv"), dtype={"distance": np.float32})
        rows = table.rec_id.map(number["rec_id"]).to_numpy()
        columns = table.don_id.map(number["don_id"]).to_numpy()
        known = ~(np.isnan(rows) | np.isnan(columns))
        miles = np.full((len(number["rec_id"]), len(number["don_id"])), np.inf, np.float32)
        miles[rows[known].astype(int), columns[known].astype(int)] = table.distance[known]
        return Record(
            donors.assign(id=donors.don_id.map(number["don_id"])).sort_values("date"),
            recipients.assign(id=recipients.rec_id.map(number["rec_id"])).sort_values("date"),
            miles,
        )

    def between(self, begin: datetime, end: datetime) -> "Record":
        """What was offered and asked from `begin` on and before `end`."""
        donors, recipients = (
            rows[(rows.date >= begin) & (rows.date < end)]
            for rows in (self.donors, self.recipients)
        )
        return replace(self, donors=donors, recipients=recipients)

    def described(self) -> str:
        """How much there is of it."""
        return (
            f"{len(self.donors):,} donations of {int(self.donors.qty.sum()):,} pieces,"
            f" {len(self.recipients):,} requests of {self.recipients.id.nunique():,} recipients"
        )

    def replay(self, rule: Rule, days: int) -> dict[str, float]:
        """Match what is open every so many days; the measures of all decisions."""
        tally = Tally()
        served, gave = set[tuple[int, str]](), set[int]()
        parcels = set[tuple[datetime, int, int]]()
        for goods in sorted(set(self.donors.ppe) & set(self.recipients.ppe)):
            stock = _Queue(self.donors[self.donors.ppe == goods])
            wanted = _Queue(self.recipients[self.recipients.ppe == goods])
            for day in self._days(days):
                market = _market(stock, wanted, day, self.miles)
                if market is None:
                    continue
                for donor, recipient, pieces in rule(market):
                    tally.units += pieces
                    tally.miles += pieces * float(self.miles[recipient, donor])
                    tally.days += stock.take(donor, pieces, day)
                    wanted.take(recipient, pieces, day)
                    served.add((recipient, goods))
                    gave.add(donor)
                    parcels.add((day, donor, recipient))
        tally.recipients, tally.donors, tally.parcels = len(served), len(gave), len(parcels)
        return tally.measures()

    def _days(self, days: int) -> list[datetime]:
        begin = min(self.donors.date.min(), self.recipients.date.min()) - timedelta(minutes=1)
        end = max(self.donors.date.max(), self.recipients.date.max()) + timedelta(minutes=1)
        found = [begin + timedelta(days=days)]
        while found[-1] <= end:
            found.append(found[-1] + timedelta(days=days))
        return [*found[:-1], end + timedelta(minutes=2)]


class _Queue:
    """Requests of one kind of goods, oldest first; what is open of them, by id."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.waiting = [[row.date, int(row.id), int(row.qty)] for row in rows.itertuples()]
        self.seen = 0
        self.open: dict[int, list[list[Any]]] = {}

    def until(self, day: datetime) -> dict[int, int]:
        """Pieces open by id, of what was asked before `day`."""
        while self.seen < len(self.waiting) and self.waiting[self.seen][0] < day:
            row = self.waiting[self.seen]
            self.open.setdefault(row[1], []).append(row)
            self.seen += 1
        self.open = {who: rows for who, rows in self.open.items() if rows}
        return {who: sum(row[2] for row in rows) for who, rows in self.open.items()}

    def take(self, who: int, pieces: int, day: datetime) -> float:
        """Take pieces off the oldest requests; piece-days they had waited, in whole days."""
        waited, rows = 0.0, self.open[who]
        while pieces:
            some = min(pieces, rows[0][2])
            waited += some * round((day - rows[0][0]).total_seconds() / 86_400)
            rows[0][2] -= some
            pieces -= some
            if not rows[0][2]:
                rows.pop(0)
        return waited


def _market(stock: _Queue, wanted: _Queue, day: datetime, miles: Miles) -> Market | None:
    have, ask = stock.until(day), wanted.until(day)
    if not have or not ask:
        return None
    donors, recipients = np.array(sorted(have)), np.array(sorted(ask))
    return Market(
        donors,
        np.array([have[who] for who in donors.tolist()], np.int64),
        recipients,
        np.array([ask[who] for who in recipients.tolist()], np.int64),
        miles[np.ix_(recipients, donors)],
    )
