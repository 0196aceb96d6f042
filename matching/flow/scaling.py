"""Min-cost flow by OR-Tools' cost scaling: exact, for cross-checks and where pylmcf has no wheel.

Its Python interface gives no prices, so they are shortest distances in what the flow leaves.
"""

import numpy as np

from matching.flow.network import Network, Solved
from matching.flow.problem import Ints

try:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
except ImportError:  # 82 MB: no dependency of the running bot.
    SimpleMinCostFlow = None


class Scaling:
    """The second backend."""

    name = "ortools"

    def solve(self, network: Network, _basis: object = None) -> Solved:
        """The cheapest flow and its potentials."""
        flow = self.flow(network)
        return Solved(flow, _potentials(network, flow))

    def flow(self, network: Network) -> Ints:
        """The cheapest flow: units on every arc."""
        solver = SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            network.tail, network.head, network.capacity, network.cost
        )
        solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
        if solver.solve() != solver.OPTIMAL:
            raise ArithmeticError("the flow has no solution")
        return np.asarray(solver.flows(arcs), np.int64)


def _potentials(network: Network, flow: Ints) -> Ints:
    """Distances over arcs that may still carry more, and backwards over those that carry some
    (Bellman and Ford); an optimal flow leaves no cycle that shortens for ever."""
    more, some = flow < network.capacity, flow > 0
    tail = np.concatenate([network.tail[more], network.head[some]])
    head = np.concatenate([network.head[more], network.tail[some]])
    cost = np.concatenate([network.cost[more], -network.cost[some]])
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.concatenate([[True], head[1:] != head[:-1]]))
    nodes = head[starts]
    away = np.zeros(len(network.supply), np.int64)
    while len(nodes):
        best = np.minimum(away[nodes], np.minimum.reduceat(away[tail] + cost, starts))
        if (best == away[nodes]).all():
            break
        away[nodes] = best
    return away


AVAILABLE = SimpleMinCostFlow is not None
