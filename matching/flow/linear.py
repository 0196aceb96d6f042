"""Min-cost flow as a linear programme (scipy's HiGHS): slow, exact, for cross-checks and where
nothing else is installed."""

from importlib.util import find_spec

import numpy as np

from matching.flow.network import Network, Solved

AVAILABLE = find_spec("scipy") is not None
"""Scipy is no dependency of the running bot, and takes a third of a second to import."""


class Linear:
    """The fallback backend."""

    name = "scipy"

    def solve(self, network: Network, _basis: object = None) -> Solved:
        """The cheapest flow and its potentials; a network's corners are integers."""
        from scipy.optimize import linprog  # noqa: PLC0415 - only where it is used
        from scipy.sparse import csr_array  # noqa: PLC0415

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
