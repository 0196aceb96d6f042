"""Everybody at once, with the story itself as a rule: without it a random run seldom gets far."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from random_drivers import RandomDrivers
from random_ends import PICK, RandomEnds

from matching.model import Reason, Urgency

_TWO_ABOARD = (
    "SELECT c.job_id FROM allocations a JOIN consignments c ON c.id = a.consignment_id"
    " JOIN jobs j ON j.id = c.job_id WHERE a.state = 'loaded' AND j.state = 'underway'"
    " GROUP BY c.job_id HAVING count(DISTINCT c.need_id) > 1"
)
SHARES = st.sampled_from((100, 100, 100, 60, 0))


class RandomStory(RandomEnds, RandomDrivers):
    """Needs, stock, drivers and the clock in any order; now and then what should come next."""

    @rule(pick=PICK, share=SHARES)
    def go_on(self, pick: int, share: int) -> None:
        """Do what the state of the record asks for next."""
        running = self.running(pick)
        if running is not None:
            _, _, stop = running
            if stop is None:
                self.give_up(pick, "return")
            elif stop["state"] == "planned":
                self.drive(pick)
            elif stop["kind"] == "pickup":
                self.load(pick, share, None)
            else:
                self.deliver(pick, share, 100 - share, True, Reason.OTHER)
        elif self.pick(0, "SELECT 1 FROM offers WHERE state = 'offered'") is not None:
            self.answer_offer(0, True, False)
        elif self.pick(0, "SELECT 1 FROM allocations WHERE state = 'proposed'") is not None:
            self.confirm(0, "both")
        else:
            self._feed(pick)

    @rule(pick=PICK, share=SHARES)
    def go_on_again(self, pick: int, share: int) -> None:
        """The same, so that it comes up more often."""
        self.go_on(pick, share)

    @rule(pick=PICK)
    def go_far(self, pick: int) -> None:
        """Four steps of the story in a row."""
        for _ in range(4):
            self.go_on(pick, 100)

    @rule(pick=PICK, answer=st.sampled_from(("yes", "yes", "no", "silence", "stale")))
    def take_along(self, pick: int, answer: str) -> None:
        """Something more comes up while a driver is under way, who is asked to take it along."""
        for _ in range(6):
            if self.running(0) is None:
                self.go_on(pick, 100)
        if self.pick(0, "SELECT 1 FROM offers WHERE state = 'offered'") is None:
            self.count(60 + pick % 60, pick, 1)
            self.report(1 + pick % 60, pick, Urgency.HIGH)
            self.plan()
            self.confirm(0, "both")
            self.plan()
        if answer == "silence":
            self.expire(3)
        elif answer == "stale":
            self.go_on(pick, 100)
            self.answer_offer(0, True, False)
            self.answer_offer(0, True, False)
        else:
            self.answer_offer(0, answer == "yes", False)

    @rule(pick=PICK, plans=st.booleans(), comes=st.booleans())
    def break_down_with_two_needs(self, pick: int, plans: bool, comes: bool) -> None:
        """A vehicle with goods of two needs aboard stands still for a while."""
        self.count(80, 0, 1)
        self.report(30, 0, Urgency.HIGH)
        self.report(40, 1, Urgency.HIGH)
        for _ in range(8):
            self.go_on(pick, 100)
            if self.pick(0, _TWO_ABOARD) is not None:
                self.stand_still(0, plans, comes)
                return

    def _feed(self, pick: int) -> None:
        """Nothing is under way: give the planner something to do and let it run."""
        if self.pick(0, "SELECT 1 FROM allocations WHERE state = 'confirmed'") is None:
            self.count(60 + pick % 60, pick, 1)
            self.report(1 + pick % 60, pick, self.urgencies[pick % 4])
        elif self.pick(0, "SELECT 1 FROM shifts WHERE ended_at IS NULL") is None:
            self.on_duty("liu", 800.0)
        self.plan()
