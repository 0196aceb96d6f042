"""Random tiny cities: lines, lots, loads, vehicles and closures on one street."""

from datetime import timedelta

from hypothesis import strategies as st
from tiny_city import GOODS, NOW, at, city, line, load, lot, van, waiting

from matching.model import Hold, Mode, ReserveMode, Urgency
from matching.snapshot import Closure, Link, Node, Snapshot

kms = st.integers(0, 40).map(float)
codes = st.sampled_from(sorted(GOODS))
urgencies = st.sampled_from(Urgency)
soon = st.none() | st.integers(1, 30).map(lambda hours: NOW + timedelta(hours=hours))
districts = st.sampled_from(["甘井子区", "金州区", "长海县"])
points = st.builds(at, kms, districts)
ages = st.integers(0, 50).map(lambda hours: NOW - timedelta(hours=hours))

line_facts = st.fixed_dictionaries(
    {
        "item_code": codes,
        "quantity": st.integers(0, 300),
        "urgency": urgencies,
        "deadline": soon,
        "place": points,
        "reported_at": ages,
        "verified": st.booleans(),
        "requester_kind": st.sampled_from(["hospital", "resident"]),
    }
)
lot_facts = st.fixed_dictionaries(
    {
        "item_code": codes,
        "free": st.integers(0, 300),
        "place": points,
        "hold": st.sampled_from([Hold.NONE, Hold.NONE, Hold.ON_HOLD]),
        "min_lot": st.sampled_from([1, 1, 20, 100]),
        "reserve_mode": st.sampled_from(ReserveMode),
        "expires_at": soon,
        "ready_at": soon,
        "only_for": st.sampled_from(["", "", "hospital"]),
    }
)
load_facts = st.fixed_dictionaries(
    {
        "code": codes,
        "quantity": st.integers(1, 60),
        "start": kms,
        "end": kms,
        "urgency": urgencies,
        "deadline": soon,
        "reported_at": ages,
        "min_lot": st.sampled_from([1, 10]),
    }
)
van_facts = st.fixed_dictionaries(
    {
        "km": kms,
        "kg": st.sampled_from([20.0, 300.0, 3000.0]),
        "m3": st.sampled_from([0.2, 3.0, 30.0]),
        "cold_chain": st.booleans(),
        "hazmat": st.booleans(),
        "mode": st.sampled_from([Mode.ROAD, Mode.ROAD, Mode.WATER]),
        "passes": st.sampled_from([frozenset(), frozenset({"pass"})]),
    }
)
closures = st.one_of(
    st.just(Closure(1, frozenset({Mode.ROAD}), link=("甘井子区", "金州区"))),
    st.builds(
        lambda km, passes: Closure(
            2, frozenset(), centre=at(km), radius_km=1.0, passes=frozenset(passes)
        ),
        kms,
        st.sampled_from([(), ("pass",)]),
    ),
)
links = st.lists(
    st.builds(
        Link,
        ends=st.sampled_from(
            [("甘井子区", "金州区"), ("长海县", "金州区"), ("甘井子区", "长海县")]
        ),
        mode=st.sampled_from([Mode.ROAD, Mode.WATER]),
        km=st.sampled_from([0.0, 12.0]),
        hours=st.sampled_from([0.0, 0.5]),
        max_tonnes=st.sampled_from([None, 1.0]),
        permits=st.sampled_from([frozenset(), frozenset({"pass"})]),
    ),
    max_size=3,
    unique_by=lambda link: (frozenset(link.ends), link.mode),
)
nodes = st.lists(
    st.tuples(kms, districts, st.sampled_from([Mode.WATER, Mode.WATER, Mode.RAIL])), max_size=3
)


def few(facts, most=6):
    return st.lists(facts, max_size=most)


@st.composite
def snapshots(draw) -> Snapshot:
    """A random tiny city; ids are positions."""
    return city(
        lines=tuple(line(n, **f) for n, f in enumerate(draw(few(line_facts)), 1)),
        lots=tuple(lot(n, **f) for n, f in enumerate(draw(few(lot_facts)), 1)),
        loads=tuple(load(n, **f) for n, f in enumerate(draw(few(load_facts)), 1)),
        on_duty=tuple(van(n, **f) for n, f in enumerate(draw(few(van_facts, 4)), 1)),
        waiting=tuple(
            waiting(n, *ends, asked=frozenset(asked))
            for n, (ends, asked) in enumerate(
                draw(few(st.tuples(st.tuples(kms, kms), st.sets(st.integers(101, 104))), 2)), 1
            )
        ),
        closures=tuple(draw(few(closures, 2))),
        links=tuple(draw(links)),
        nodes=tuple(
            Node(900 + n, mode, at(km, district))
            for n, (km, district, mode) in enumerate(draw(nodes), 1)
        ),
        refused=frozenset(
            draw(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=3))
        ),
    )
