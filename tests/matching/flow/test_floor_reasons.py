"""Why a district stays under its floor: every reason is checked again against the plan."""

from collections import Counter
from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny_instances import drawn, pair

from matching.flow import simplex
from matching.flow.cost import pair_costs
from matching.flow.floors import Fairness, Why
from matching.flow.instance import read_instance
from matching.flow.part import solve_part
from matching.flow.solve import DEAREST, NEVER, share_out

SIMPLEX = simplex.Simplex()


@given(st.integers(0, 5_000))
def test_a_district_under_its_floor_is_named_with_its_reason_and_no_other_is(seed):
    inst = drawn(seed, needs=24, lots=5)
    problem, _, _ = read_instance(inst)
    outcome = share_out(problem, SIMPLEX, fairness=0.8)
    got = np.bincount(outcome.needs, outcome.units, len(problem.needs.quantity)).astype(int)
    low = set()
    for part in problem.components():
        reach = np.isfinite(pair_costs(part)).any(axis=1)
        for urgency in range(4):
            rows = [row for row, able in zip(part.needs, reach, strict=True)
                    if able and problem.needs.urgency[row] == urgency]  # fmt: skip
            low |= set(_low(problem, part.group, urgency, rows, got))
    assert {(one.group, one.urgency, one.district) for one in outcome.under} == low
    for one in outcome.under:
        REASONS[one.why](inst, problem, outcome, one)


def _low(problem, group, urgency, rows, got):
    """Cells that get less than their floor of what the class gets on average."""
    wanted, district = problem.needs.quantity, problem.needs.district
    places = {int(district[row]) for row in rows}
    average = sum(got[row] for row in rows) / max(1, sum(wanted[row] for row in rows))
    if len(places) < 2 or average >= 0.98:
        return
    for place in places:
        here = [row for row in rows if district[row] == place]
        due = 0.8 * average * sum(wanted[row] for row in here)
        if sum(got[row] for row in here) < due - 1e-6:
            yield group, urgency, place


def _used_up(inst, problem, outcome, one):
    """Every lot that could serve a need of the cell that lacks something is empty."""
    assert not list(_left_for(inst, problem, outcome, one))


def _cannot_be_split(inst, problem, outcome, one):
    """What is left would be under a minimum; or the cell had its floor before minimum lots."""
    for stock, want, left, had, lacks in _left_for(inst, problem, outcome, one):
        assert min(stock["min_lot"], want["qty"]) - had > min(left, lacks)
    assert any(row["min_lot"] > 1 for row in inst["lots"])


def _too_dear(inst, problem, outcome, one):
    """With all floors held up the price would be over the limit."""
    del inst, outcome, one
    parts = list(problem.components())
    full = [solve_part(part, SIMPLEX, 0.0, NEVER, Fairness.at(0.8)) for part in parts]
    fair, relaxed = (
        sum(getattr(each, what) / part.per_person for part, each in zip(parts, full, strict=True))
        for what in ("fair", "relaxed")
    )
    assert fair > relaxed * (1 + DEAREST)


REASONS = {
    Why.USED_UP: _used_up,
    Why.CANNOT_BE_SPLIT: _cannot_be_split,
    Why.TOO_DEAR: _too_dear,
}


def _left_for(inst, problem, outcome, one):
    """Lots with stock left, and the lacking needs of the cell they may serve."""
    lines = Counter()
    for row, column, units in zip(outcome.needs, outcome.lots, outcome.units, strict=True):
        lines[int(row), int(column)] += int(units)
    _, needs, lots = read_instance(inst)
    stocks, wants = ({row["id"]: row for row in inst[what]} for what in ("lots", "needs"))
    for row, name in enumerate(needs):
        lacks = wants[name]["qty"] - sum(n for (to, _), n in lines.items() if to == row)
        if _cell(problem, row) != (one.group, one.urgency, one.district) or not lacks:
            continue
        for column, stock in enumerate(lots):
            left = stocks[stock]["qty"] - sum(n for (_, at), n in lines.items() if at == column)
            if left and pair(inst, stocks[stock], wants[name]):
                yield stocks[stock], wants[name], left, lines[row, column], lacks


def _cell(problem, row):
    needs = problem.needs
    return int(needs.group[row]), int(needs.urgency[row]), int(needs.district[row])


@given(st.integers(0, 5_000))
def test_no_exchange_would_bring_a_named_district_more_where_lots_may_be_split(seed):
    """Neither stock that is left, nor what lower classes have, nor districts over their floor."""
    inst = drawn(seed, needs=24, lots=5, least=False)
    problem, _, _ = read_instance(inst)
    even = share_out(problem, SIMPLEX)
    for part in problem.components():
        able = _able(inst, part)
        solved = solve_part(part, SIMPLEX, 0.0, NEVER, Fairness.at(0.8))
        rows, columns = part.needs[solved.shares.rows], part.lots[solved.shares.columns]
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        lines = dict(zip(pairs, solved.shares.units.tolist(), strict=True))
        for one in solved.under:
            assert one.why is Why.USED_UP
            assert not _gain(problem, able, lines, one, _spare(problem, able, lines, even, one))


def _able(inst, part):
    """By need of the component, the lots that may serve it; rows of the problem."""
    _, needs, lots = read_instance(inst)
    stocks, wants = ({row["id"]: row for row in inst[what]} for what in ("lots", "needs"))
    rows, columns = part.needs.tolist(), part.lots.tolist()
    return {
        row: [at for at in columns if pair(inst, stocks[lots[at]], wants[needs[row]])]
        for row in rows
    }


def _spare(problem, able, lines, even, one):
    """Cells that may give to this one: of lower classes, or of its own and over their floor."""
    wanted, cells, got = Counter(), Counter(), Counter()
    for row, some in able.items():
        if some:
            wanted[_cell(problem, row)] += int(problem.needs.quantity[row])
    for (row, _), units in lines.items():
        got[_cell(problem, row)] += units
    for row, units in zip(even.needs.tolist(), even.units.tolist(), strict=True):
        cells[_cell(problem, row)] += units
    mine = [cell for cell in wanted if cell[:2] == (one.group, one.urgency)]
    average = sum(cells[cell] for cell in mine) / sum(wanted[cell] for cell in mine)
    lower = {cell for cell in got if cell[0] == one.group and cell[1] > one.urgency}
    return lower | {cell for cell in mine if got[cell] > ceil(0.8 * average * wanted[cell] - 1e-9)}


def _gain(problem, able, lines, one, spare):
    """Whether needs could exchange lots until this cell has a unit more and a cell of `spare` one
    less, or a lot that had something left."""
    needs, lots = problem.needs, problem.lots
    got = Counter()
    for (row, _), units in lines.items():
        got[row] += units
    mine = [row for row in able if _cell(problem, row) == (one.group, one.urgency, one.district)]
    todo = {lot for row in mine if got[row] < needs.quantity[row] for lot in able[row]}
    seen = set()
    while todo:
        lot = todo.pop()
        seen.add(lot)
        holders = [(row, units) for (row, at), units in lines.items() if at == lot]
        if sum(units for _, units in holders) < lots.quantity[lot]:
            return True
        for row, _ in holders:
            if _cell(problem, row) in spare:
                return True
            todo |= set(able[row]) - seen
    return False
