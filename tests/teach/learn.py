"""Multinomial logistic regression with a ridge, by L-BFGS over a sparse matrix."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from matching.intake.usage import MEANINGS, SCALE, Usage, Weights
from tests.teach.labels import Example

LEAST = 2
"""Messages a mark must stand in: what only one says may be its sender's name, which is not kept."""
RIDGE = 5.0
"""Half the inverse variance of the weights: what one example adds to the loss is one unit."""
LIGHT = 4
"""Hundredths of a logarithm of odds below which a mark says nothing and is left out."""


def learn(examples: Sequence[Example], ridge: float = RIDGE) -> Usage:
    """The weights that make the meanings of the examples likeliest. Deterministic."""
    marks = _common(examples)
    weights = _fit(_matrix(examples, marks), _meanings(examples), ridge)
    table: dict[str, Weights] = {}
    for mark, row in zip(marks, weights, strict=True):
        centred = row - row.mean()
        need, offer, stock, nothing = (round(float(value) * SCALE) for value in centred)
        if max(abs(need), abs(offer), abs(stock), abs(nothing)) >= LIGHT:
            table[mark] = (need, offer, stock, nothing)
    return Usage(table)


def _common(examples: Sequence[Example]) -> list[str]:
    """The marks that stand in messages enough; several goods of one message count once."""
    messages: dict[str, set[str]] = {}
    for example in examples:
        messages.setdefault(example.message, set()).update(example.marks)
    counts = Counter(mark for marks in messages.values() for mark in marks)
    return sorted(mark for mark, count in counts.items() if count >= LEAST)


def _matrix(examples: Sequence[Example], marks: Sequence[str]) -> csr_matrix:
    index = {mark: number for number, mark in enumerate(marks)}
    places = [
        (row, index[mark])
        for row, example in enumerate(examples)
        for mark in sorted(example.marks)
        if mark in index
    ]
    rows, columns = zip(*places, strict=True)
    return csr_matrix((np.ones(len(places)), (rows, columns)), (len(examples), len(marks)))


def _meanings(examples: Sequence[Example]) -> np.ndarray:
    """One column a meaning, 1 where it is the example's."""
    return np.array(
        [[example.meaning is meaning for meaning in MEANINGS] for example in examples], float
    )


def _fit(matrix: csr_matrix, meanings: np.ndarray, ridge: float) -> np.ndarray:
    shape = (matrix.shape[1], meanings.shape[1])

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape)
        scores = matrix @ weights
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gradient = matrix.T @ (np.exp(logs) - meanings) + 2 * ridge * weights
        return float(-(meanings * logs).sum() + ridge * (weights**2).sum()), gradient.ravel()

    best = minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return np.asarray(best.x).reshape(shape)
