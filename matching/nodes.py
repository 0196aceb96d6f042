"""Nodes, where goods change from one mode to another: ports, stations, airports."""

from collections.abc import Iterable
from datetime import timedelta

from matching.geo import haversine_km
from matching.model import Mode
from matching.snapshot import Node, Point

BOUND = frozenset({Mode.WATER, Mode.RAIL})
"""Modes that halt at their nodes only. An aircraft of relief is a helicopter and lands anywhere."""
TRUNK = frozenset({Mode.WATER, Mode.RAIL, Mode.AIR})
"""Modes of the long middle of a way."""
AT_NODE_KM = 1.0
"""Whoever is so near a node is at it: the gazetteer is no better than a kilometre."""
TRANSFER = timedelta(minutes=30)
"""Waiting at a node until goods are counted over and loaded again. An assumption."""


def at_node(point: Point, node: Node) -> bool:
    """Whether a place is at the node itself: no vehicle is needed in between."""
    return haversine_km(point, node.point) <= AT_NODE_KM


def may_halt(point: Point, mode: Mode, nodes: Iterable[Node]) -> bool:
    """Whether vehicles of this mode halt there. Where no node of theirs is known, they do."""
    if mode not in BOUND:
        return True
    own = [node for node in nodes if node.mode is mode]
    return not own or any(at_node(point, node) for node in own)


def transfer_hours(mode: Mode, nodes: Iterable[Node]) -> float:
    """Hours of changing over, on and off again, that a way by this mode counts besides travel."""
    bound = mode in BOUND and any(node.mode is mode for node in nodes)
    return 2 * (TRANSFER / timedelta(hours=1)) if bound else 0.0
