"""Min-cost flow by LEMON's network simplex (package pylmcf): exact, and the fastest we know."""

import numpy as np

from matching.flow.network import Network, Solved

try:
    from pylmcf import Graph
except ImportError:  # A platform without its wheel: the plan goes on without it, and says so.
    Graph = None


class Simplex:
    """The backend that is used wherever its package is installed."""

    name = "pylmcf"

    def solve(self, network: Network, basis: object = None) -> Solved:
        """The cheapest flow and its potentials; a graph that was solved goes on from its tree."""
        graph = basis
        if not isinstance(graph, Graph):
            ends = network.tail.astype(np.int32), network.head.astype(np.int32)
            graph = Graph(len(network.supply), *ends)
        graph.set_node_supply(network.supply)
        graph.set_edge_capacities(network.capacity)
        graph.set_edge_costs(network.cost)
        graph.solve()
        return Solved(graph.result(), graph.raw_potentials(), graph)


AVAILABLE = Graph is not None
