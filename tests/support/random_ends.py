"""What those who need and those who have may do at any moment, and the clock."""

from datetime import timedelta

from city import ITEM
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from random_city import RandomCity

from db.actions.confirmations import (
    confirm_need,
    confirm_stock,
    decline_need,
    decline_stock,
    lapse_confirmations,
)
from db.actions.goods import count_stock, hold_lot, recount_lot, withdraw_lot
from db.actions.need_changes import change_quantity, close_need, pause_need, resume_need
from db.actions.needs import report_need
from db.actions.offers import lapse_offers
from matching.model import CloseReason, Hold, QuantityKind, Reason, ReserveMode, Role, Urgency

PICK = st.integers(0, 1_000)
QUANTITY = st.integers(1, 120)


def some(table: str):
    """A rule that makes sense only once the table has a row."""
    return precondition(lambda self: self.pick(0, f"SELECT 1 FROM {table} LIMIT 1") is not None)


class RandomEnds(RandomCity):
    """Li needs, Zhao has, time passes."""

    urgencies = tuple(Urgency)

    # Needs and stock

    @rule(quantity=QUANTITY, pick=PICK, urgency=st.sampled_from(list(Urgency)))
    def report(self, quantity: int, pick: int, urgency: Urgency) -> None:
        """Li needs masks."""
        place = self.place_of(self.cast.li, pick)
        self.act(
            lambda session: report_need(
                session,
                self.cast.li.actor,
                role=Role.HOSPITAL,
                lines=[(ITEM, quantity, QuantityKind.EXACT, "")],
                place_id=place,
                urgency=urgency,
                deadline=None,
                people=None,
                note="",
                request_key=self.key(),
                now=self.now,
            )
        )

    @rule(quantity=QUANTITY, pick=PICK, min_lot=st.sampled_from((1, 1, 10)))
    def count(self, quantity: int, pick: int, min_lot: int) -> None:
        """Zhao has masks."""
        place = self.place_of(self.cast.zhao, pick)
        self.act(
            lambda session: count_stock(
                session,
                self.cast.zhao.actor,
                item_code=ITEM,
                quantity=quantity,
                place_id=place,
                ready_at=None,
                expires_at=None,
                reserve_mode=ReserveMode.DONOR,
                min_lot=min_lot,
                only_for="",
                request_key=self.key(),
                now=self.now,
            )
        )

    @some("lots")
    @rule(
        pick=PICK,
        quantity=st.integers(0, 200),
        what=st.sampled_from(("recount", "hold", "free", "damaged", "withdraw")),
    )
    def change_stock(self, pick: int, quantity: int, what: str) -> None:
        """Zhao counts again, holds back, lets go or withdraws a lot."""
        lot = self.pick(pick, "SELECT id FROM lots")
        if lot is None:
            return
        who, lot_id = self.cast.zhao.actor, lot["id"]
        holds = {"hold": Hold.ON_HOLD, "free": Hold.NONE, "damaged": Hold.DAMAGED}
        if what == "recount":
            self.act(lambda s: recount_lot(s, who, lot_id=lot_id, quantity=quantity, now=self.now))
        elif what == "withdraw":
            self.act(lambda s: withdraw_lot(s, who, lot_id=lot_id, now=self.now))
        else:
            self.act(lambda s: hold_lot(s, who, lot_id=lot_id, hold=holds[what], now=self.now))

    @some("needs")
    @rule(
        pick=PICK,
        quantity=st.integers(0, 200),
        what=st.sampled_from(("more", "close", "pause", "resume")),
    )
    def change_need(self, pick: int, quantity: int, what: str) -> None:
        """Li needs more or less, closes, pauses or resumes."""
        line = self.pick(pick, "SELECT id, need_id FROM need_lines")
        if line is None:
            return
        who, need_id = self.cast.li.actor, line["need_id"]
        if what == "more":
            self.act(
                lambda s: change_quantity(
                    s, who, need_id=need_id, line_id=line["id"], quantity=quantity, now=self.now
                )
            )
        elif what == "close":
            self.act(
                lambda s: close_need(
                    s, who, need_id=need_id, reason=CloseReason.WITHDRAWN, now=self.now
                )
            )
        else:
            change = pause_need if what == "pause" else resume_need
            self.act(lambda s: change(s, who, need_id=need_id, now=self.now))

    # The clock

    @rule()
    def match(self) -> None:
        """The match tick runs."""
        self.plan()

    @rule(minutes=st.sampled_from((0, 1, 3, 5, 20, 400)))
    def expire(self, minutes: int) -> None:
        """Time passes and the lapse tick runs."""
        self.now += timedelta(minutes=minutes)
        self.act(lambda session: lapse_confirmations(session, now=self.now))
        self.act(lambda session: lapse_offers(session, now=self.now))

    # Confirmations

    @some("allocations")
    @rule(pick=PICK, side=st.sampled_from(("stock", "need", "both")))
    def confirm(self, pick: int, side: str) -> None:
        """One end, or both, say yes to any match there ever was."""
        match = self.pick(
            pick, "SELECT id FROM allocations ORDER BY state = 'proposed' DESC, id LIMIT 3"
        )
        if match is None:
            return
        if side != "need":
            self.act(
                lambda s: confirm_stock(
                    s, self.cast.zhao.actor, allocation_id=match["id"], now=self.now
                )
            )
        if side != "stock":
            self.act(
                lambda s: confirm_need(
                    s, self.cast.li.actor, allocation_id=match["id"], now=self.now
                )
            )

    @some("allocations")
    @rule(
        pick=PICK,
        left=st.one_of(st.none(), st.integers(0, 100)),
        reason=st.sampled_from((Reason.NO_STOCK, Reason.DAMAGED, Reason.OTHER)),
    )
    def supplier_declines(self, pick: int, left: int | None, reason: Reason) -> None:
        """Zhao does not have it any more."""
        match = self.pick(pick, "SELECT id FROM allocations")
        if match is not None:
            self.act(
                lambda s: decline_stock(
                    s,
                    self.cast.zhao.actor,
                    allocation_id=match["id"],
                    reason=reason,
                    quantity_left=left,
                    now=self.now,
                )
            )

    @some("allocations")
    @rule(pick=PICK, reason=st.sampled_from((Reason.NO_LONGER_NEEDED, Reason.WRONG_ITEM)))
    def receiver_declines(self, pick: int, reason: Reason) -> None:
        """Li does not want it any more."""
        match = self.pick(pick, "SELECT id FROM allocations")
        if match is not None:
            self.act(
                lambda s: decline_need(
                    s, self.cast.li.actor, allocation_id=match["id"], reason=reason, now=self.now
                )
            )
