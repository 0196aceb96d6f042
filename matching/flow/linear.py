"""Min-cost flow as a linear programme (scipy's HiGHS): slow, exact, for cross-checks and where
nothing else is installed."""

import numpy as np

from matching.flow.network import Network, Solved

try:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array
except ImportError:  # scipy is no dependency of the running bot.
    linprog = None


class Linear:
    """The fallback backend."""

    name = "scipy"

    def solve(self, network: Network, _basis: object = None) -> Solved:
        """The cheapest flow and its potentials; a network's corners are integers."""
        arcs, nodes = len(network.tail), len(network.supply)
        ends = np.concatenate([network.tail, network.head])
        signs = np.repeat([1.0, -1.0], arcs)
        balance = csr_array((signs, (ends, np.tile(np.arange(arcs), 2))), shape=(nodes, arcs))
        found = linprog(
            network.cost.astype(float),
            A_eq=balance,
            b_eq=network.supply.astype(float),
            bounds=np.column_stack([np.zeros(arcs), network.capacity]),
            method="highs-ds",
        )
        if found.status != 0:
            raise ArithmeticError(found.message)
        potential = -np.rint(found.eqlin.marginals).astype(np.int64)
        return Solved(np.rint(found.x).astype(np.int64), potential)


AVAILABLE = linprog is not None
