"""Loads on the way of somebody who is under way: which driver is asked for one more stop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching import geo
from matching.assign import Roads
from matching.flow.problem import Floats, Ints
from matching.jobs.lengthen import Errand, cheapest, errand_of
from matching.model import StopKind, Urgency
from matching.plan import ProposedJob, ProposedOffer, ProposedStop
from matching.snapshot import InHand, Params, Point, ReadyLoad, Snapshot, WaitingJob

NEAR = 8
"""Jobs whose way leads nearest past a pick-up: so many are looked at closely."""


@dataclass(frozen=True, slots=True)
class _Path:
    """Where each job in hand still goes, hop after hop: from where, to where, of which job.

    Points are rows of latitude and longitude in degrees. What comes after the last stop ends
    where it begins.
    """

    start: Floats
    end: Floats
    job: Ints

    @staticmethod
    def of(jobs: Sequence[InHand]) -> "_Path":
        hops = [
            (one.point, other.point, at)
            for at, job in enumerate(jobs)
            for one, other in zip(job.stops, (*job.stops[1:], job.stops[-1]), strict=True)
        ]
        return _Path(
            np.array([(a.lat, a.lon) for a, _, _ in hops], np.float64).reshape(-1, 2),
            np.array([(b.lat, b.lon) for _, b, _ in hops], np.float64).reshape(-1, 2),
            np.array([at for _, _, at in hops], np.int64),
        )

    def off(self, point: Point) -> Floats:
        """Kilometres in a straight line that going by the point makes each hop longer."""
        shrink = np.cos(np.radians(point.lat))
        scale = geo.KM_PER_DEGREE * np.array([1.0, shrink])
        a = (self.start - (point.lat, point.lon)) * scale
        b = (self.end - (point.lat, point.lon)) * scale
        longer: Floats = np.hypot(*a.T) + np.hypot(*b.T) - np.hypot(*(a - b).T)
        return longer


class Extras:
    """The jobs in hand of a run; each is asked for one more stop at most."""

    def __init__(self, snapshot: Snapshot, params: Params, roads: Roads) -> None:
        self._params, self._roads, self._goods = params, roads, snapshot.goods
        self._jobs = sorted((job for job in snapshot.in_hand if job.stops), key=_number)
        self._path = _Path.of(self._jobs)
        self._asked = set[int]()

    def job_for(self, loads: Sequence[ReadyLoad]) -> ProposedJob | None:
        """Loads from one place to one other as a job offered to whom it costs the least."""
        if not self._jobs or not loads:
            return None
        errand = self._errand(loads)
        found = self._find(errand, frozenset())
        if found is None:
            return None
        ids = tuple(load.allocation_id for load in loads)
        return ProposedJob(
            stops=(
                ProposedStop(StopKind.PICKUP, errand.pickup_place_id, ids),
                ProposedStop(StopKind.DELIVERY, errand.delivery_place_id, ids),
            ),
            quantities={load.allocation_id: load.quantity for load in loads},
            km=self._km(found, errand.pickup, errand.delivery),
            kg=errand.kg,
            m3=errand.m3,
            shift_id=found.vehicle.shift_id,
            driver_id=found.vehicle.driver_id,
            km_to_first_stop=self._km(found, found.vehicle.position, errand.pickup),
            beside=found.job_id,
        )

    def offer_for(self, job: WaitingJob) -> ProposedOffer | None:
        """Whom to ask for a job that waits and finds no free vehicle."""
        errand = errand_of(job) if self._jobs else None
        found = None if errand is None else self._find(errand, job.asked)
        if errand is None or found is None:
            return None
        vehicle = found.vehicle
        km = self._km(found, vehicle.position, errand.pickup)
        return ProposedOffer(
            job.job_id, vehicle.shift_id, vehicle.driver_id, km, beside=found.job_id
        )

    def _find(self, errand: Errand, refused: frozenset[int]) -> InHand | None:
        """The job that takes the errand for the fewest hours more, from now on asked."""
        found: list[tuple[float, int, InHand]] = []
        for job in self._near(errand):
            if job.job_id in self._asked or job.vehicle.driver_id in refused:
                continue
            detour = cheapest(job, errand, self._roads, self._params)
            if detour is not None:
                found.append((detour.hours, job.job_id, job))
        if not found:
            return None
        best = min(found, key=lambda one: one[:2])[2]
        self._asked.add(best.job_id)
        return best

    def _near(self, errand: Errand) -> Iterable[InHand]:
        """Jobs with the pick-up near their way, the nearest first."""
        off = self._path.off(errand.pickup)
        near: dict[int, None] = {}
        for at in np.argsort(off, kind="stable"):
            if off[at] > self._params.max_detour_km or len(near) == NEAR:
                break
            job = int(self._path.job[at])
            if self._jobs[job].job_id not in self._asked:
                near.setdefault(job)
        return [self._jobs[at] for at in near]

    def _errand(self, loads: Sequence[ReadyLoad]) -> Errand:
        goods = [self._goods[load.item_code] for load in loads]
        pairs = list(zip(loads, goods, strict=True))
        first = loads[0]
        return Errand(
            pickup=first.pickup,
            delivery=first.delivery,
            kg=sum(load.quantity * item.unit_kg for load, item in pairs),
            m3=sum(load.quantity * item.unit_m3 for load, item in pairs),
            cold_chain=any(item.cold_chain for item in goods),
            hazmat=any(bool(item.hazmat) for item in goods),
            critical=any(load.urgency is Urgency.CRITICAL for load in loads),
            deadline=min((load.deadline for load in loads if load.deadline), default=None),
            pickup_place_id=first.pickup_place_id,
            delivery_place_id=first.delivery_place_id,
        )

    def _km(self, job: InHand, one: Point, other: Point) -> float:
        mode, detour = job.vehicle.mode, self._params.detour
        return geo.travel_km(one, other, mode, detour, self._roads.links)


def _number(job: InHand) -> int:
    return job.job_id
