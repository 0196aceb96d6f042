"""What drivers may do at any moment: on and off duty, offers, loads, deliveries, give up."""

import sqlite3

from cast import Member
from city import put_on_duty
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from random_city import RandomCity
from random_ends import PICK, some
from sqlalchemy.ext.asyncio import AsyncSession

from db.actions.absence import go_on_without
from db.actions.delivery import (
    arrive,
    check_code,
    record_delivery,
    record_loss,
    record_pickup,
    record_return,
    report_breakdown,
    resume_job,
)
from db.actions.offers import accept_job, decline_job, release_job
from db.actions.people import mark_blocked, unblock
from db.actions.transfer import hand_over, take_over
from db.actions.vehicles import go_off_duty
from matching.model import ProofKind, Reason


class RandomDrivers(RandomCity):
    """Chen and Liu drive."""

    # Drivers

    @rule(who=st.sampled_from(("chen", "liu")), kg=st.sampled_from((0.5, 800.0)))
    def on_duty(self, who: str, kg: float) -> None:
        """A driver starts."""
        driver: Member = getattr(self.cast, who)
        self.act(lambda session: put_on_duty(session, driver, kg=kg, now=self.now))

    @rule(who=st.sampled_from(("chen", "liu")))
    def off_duty(self, who: str) -> None:
        """A driver stops."""
        driver: Member = getattr(self.cast, who)
        self.act(lambda session: go_off_duty(session, driver.actor, now=self.now))

    @rule(who=st.sampled_from(("chen", "liu", "li", "zhao")), back=st.booleans())
    def block(self, who: str, back: bool) -> None:
        """A driver, the nurse or the supplier blocks the bot, or comes back."""
        person: Member = getattr(self.cast, who)

        async def once(session: AsyncSession) -> None:
            address = {"channel": "telegram", "address": person.address, "now": self.now}
            if back:
                await unblock(session, **address)
            else:
                await mark_blocked(session, **address)
                await go_on_without(session, person_id=person.person_id, now=self.now)

        self.act(once)

    @some("offers")
    @rule(pick=PICK, yes=st.booleans(), forged=st.booleans())
    def answer_offer(self, pick: int, yes: bool, forged: bool) -> None:
        """The driver asked, or another one, answers an offer, open or not."""
        offer = self.pick(
            pick,
            "SELECT id, driver_id FROM offers ORDER BY state = 'offered' DESC, id DESC LIMIT 2",
        )
        if offer is None:
            return
        driver = self.member(offer["driver_id"])
        if forged:
            driver = self.cast.liu if driver is self.cast.chen else self.cast.chen
        if yes:
            self.act(lambda s: accept_job(s, driver.actor, offer_id=offer["id"], now=self.now))
        else:
            self.act(
                lambda s: decline_job(
                    s, driver.actor, offer_id=offer["id"], reason=Reason.TOO_FAR, now=self.now
                )
            )

    def running(self, pick: int) -> tuple[sqlite3.Row, Member, sqlite3.Row | None] | None:
        """A job in hand, its driver and its next stop."""
        job = self.pick(
            pick, "SELECT id, driver_id FROM jobs WHERE state IN ('accepted', 'underway')"
        )
        if job is None:
            return None
        stop = self.pick(
            0,
            "SELECT * FROM stops WHERE job_id = ? AND state IN ('planned', 'arrived') ORDER BY seq",
            job["id"],
        )
        return job, self.member(job["driver_id"]), stop

    def loads_at(self, stop: sqlite3.Row, state: str) -> list[sqlite3.Row]:
        """What is picked up or delivered at a stop."""
        return self.raw.execute(
            "SELECT a.* FROM allocations a JOIN consignments c ON c.id = a.consignment_id"
            " WHERE a.state = ? AND ? IN (c.pickup_stop_id, c.delivery_stop_id)",
            (state, stop["id"]),
        ).fetchall()

    @precondition(lambda self: self.running(0) is not None)
    @rule(pick=PICK)
    def drive(self, pick: int) -> None:
        """A driver arrives at the next stop."""
        found = self.running(pick)
        if found is not None and found[2] is not None:
            _, driver, stop = found
            self.act(
                lambda session: arrive(session, driver.actor, stop_id=stop["id"], now=self.now)
            )

    @precondition(lambda self: self.running(0) is not None)
    @rule(
        pick=PICK,
        share=st.sampled_from((0, 40, 100, 100, 120)),
        reason=st.sampled_from((None, Reason.NO_STOCK, Reason.TOO_LARGE, Reason.DAMAGED)),
    )
    def load(self, pick: int, share: int, reason: Reason | None) -> None:
        """A driver loads all, less, nothing, or claims more than was promised."""
        found = self.running(pick)
        if found is None or found[2] is None:
            return
        _, driver, stop = found
        loads = self.loads_at(stop, "confirmed")
        loaded = {each["id"]: each["quantity"] * share // 100 for each in loads}
        self.act(
            lambda s: record_pickup(
                s,
                driver.actor,
                stop_id=stop["id"],
                loaded=loaded,
                actor_at=self.now,
                now=self.now,
                reason=reason,
            )
        )

    @precondition(lambda self: self.running(0) is not None)
    @rule(
        pick=PICK,
        accept=st.sampled_from((0, 50, 100, 100)),
        reject=st.sampled_from((0, 0, 50, 100)),
        code=st.sampled_from((True, True, False)),
        reason=st.sampled_from((Reason.OTHER, Reason.DAMAGED, Reason.NO_LONGER_NEEDED)),
    )
    def deliver(self, pick: int, accept: int, reject: int, code: bool, reason: Reason) -> None:
        """A driver hands over against the right or a wrong code."""
        found = self.running(pick)
        if found is None or found[2] is None:
            return
        _, driver, stop = found
        self.act(
            lambda s: check_code(
                s,
                driver.actor,
                stop_id=stop["id"],
                code=stop["code"] if code else "x",
                now=self.now,
            )
        )
        loads = self.loads_at(stop, "loaded")
        accepted = {each["id"]: each["loaded"] * accept // 100 for each in loads}
        rejected = {each["id"]: each["loaded"] * reject // 100 for each in loads}
        self.act(
            lambda s: record_delivery(
                s,
                driver.actor,
                stop_id=stop["id"],
                accepted=accepted,
                rejected=rejected,
                reason=reason,
                proof=ProofKind.CODE,
                photo="",
                actor_at=self.now,
                now=self.now,
            )
        )

    @precondition(lambda self: self.running(0) is not None)
    @rule(pick=PICK, plans=st.booleans(), comes=st.booleans())
    def stand_still(self, pick: int, plans: bool, comes: bool) -> None:
        """A vehicle breaks down; another may be asked to come and say yes; the first goes on."""
        found = self.running(pick)
        if found is None:
            return
        job, driver, _ = found
        who, job_id, reason = driver.actor, job["id"], Reason.VEHICLE_TROUBLE
        self.act(lambda s: report_breakdown(s, who, job_id=job_id, reason=reason, now=self.now))
        if plans:
            self.on_duty("liu", 800.0)
            self.plan()
        if comes:
            self.answer_offer(0, True, False)
        self.act(lambda s: resume_job(s, who, job_id=job_id, now=self.now))

    @precondition(lambda self: self.running(0) is not None)
    @rule(
        pick=PICK,
        how=st.sampled_from(("return", "loss", "breakdown", "breakdown", "mend", "release")),
    )
    def give_up(self, pick: int, how: str) -> None:
        """Goods are brought back or lost, the vehicle breaks down, the job is handed back."""
        found = self.running(pick)
        if found is None:
            return
        job, driver, _ = found
        who, job_id = driver.actor, job["id"]
        if how == "return":
            self.act(lambda s: record_return(s, who, job_id=job_id, now=self.now))
        elif how == "loss":
            self.act(
                lambda s: record_loss(s, who, job_id=job_id, reason=Reason.DAMAGED, now=self.now)
            )
        elif how == "mend":
            self.act(lambda s: resume_job(s, who, job_id=job_id, now=self.now))
        elif how == "breakdown":
            self.act(
                lambda s: report_breakdown(
                    s, who, job_id=job_id, reason=Reason.VEHICLE_TROUBLE, now=self.now
                )
            )
        else:
            self.act(
                lambda s: release_job(s, who, job_id=job_id, reason=Reason.OTHER, now=self.now)
            )

    @precondition(lambda self: self.running(0) is not None)
    @rule(pick=PICK, share=st.sampled_from((0, 50, 100, 100, 120)))
    def meet(self, pick: int, share: int) -> None:
        """Who stands still hands over what is aboard; who has come takes all, less, or too much."""
        found = self.running(pick)
        if found is None or found[2] is None:
            return
        job, driver, stop = found
        who, here = driver.actor, stop["id"]
        if stop["kind"] == "delivery":
            self.act(lambda s: check_code(s, who, stop_id=here, code=stop["code"], now=self.now))
            self.act(lambda s: hand_over(s, who, stop_id=here, now=self.now))
            return
        loads = self.raw.execute(
            "SELECT a.id, a.loaded FROM allocations a JOIN legs l"
            " ON l.consignment_id = a.consignment_id"
            " WHERE a.state = 'loaded' AND l.job_id = ? AND l.dropped_at IS NULL",
            (job["id"],),
        ).fetchall()
        taken = {each["id"]: each["loaded"] * share // 100 for each in loads}
        self.act(
            lambda s: take_over(
                s, who, stop_id=here, taken=taken, reason=Reason.DAMAGED, now=self.now
            )
        )
