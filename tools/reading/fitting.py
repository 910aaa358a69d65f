"""Logistic and softmax regression over sparse features, for several questions at once.

scikit-learn fits one question at a time and copies the features for each; here all share every pass over them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize

_BIAS_COSTS = 1e-3
"""How little a constant is held back, beside a weight."""


def logistic(features: Any, targets: Any, worth: Any, *, trust: float, rounds: int = 40) -> tuple[Any, Any]:
    """Weights (features x questions) and constants of independent yes-or-no questions.

    ``targets`` are 0 or 1, one row a text; ``worth`` how much each text counts; ``trust`` the inverse of what weights cost.
    """

    def loss(sums: Any) -> tuple[float, Any]:
        told = (worth * (np.logaddexp(0, sums) - targets * sums)).sum()
        return float(told), worth * (1 / (1 + np.exp(-sums)) - targets)

    return _fit(features, targets.shape[1], loss, trust, rounds, start=-3.0)


def softmax(features: Any, targets: Any, worth: Any, *, trust: float, rounds: int = 30) -> tuple[Any, Any]:
    """Weights and constants of one question with several answers; a row of ``targets`` is 1 at the right one.

    A text whose row is 0 throughout does not count.
    """
    asked = targets.sum(1, keepdims=True)

    def loss(sums: Any) -> tuple[float, Any]:
        sums = sums - sums.max(1, keepdims=True)
        total = np.log(np.exp(sums).sum(1, keepdims=True))
        told = -(worth * targets * (sums - total)).sum()
        return float(told), worth * (asked * np.exp(sums - total) - targets)

    return _fit(features, targets.shape[1], loss, trust, rounds, start=0.0)


def _fit(
    features: Any, questions: int, loss: Any, trust: float, rounds: int, start: float
) -> tuple[Any, Any]:
    features = features.tocsr().astype(np.float32)
    turned = features.T.tocsr()
    width = features.shape[1]
    split = width * questions

    def cost(flat: Any) -> tuple[float, Any]:
        weights = flat[:split].reshape(width, questions).astype(np.float32)
        bias = flat[split:].astype(np.float32)
        told, slope = loss(features @ weights + bias)
        total = told * trust + 0.5 * float((weights * weights).sum()) + 0.5 * _BIAS_COSTS * float(bias @ bias)
        slope = slope * trust
        toward = turned @ slope.astype(np.float32) + weights
        return total, np.concatenate([toward.ravel(), slope.sum(0) + _BIAS_COSTS * bias]).astype(np.float64)

    first = np.concatenate([np.zeros(split), np.full(questions, start)])
    found = minimize(cost, first, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 8}).x
    return found[:split].reshape(width, questions).astype(np.float32), found[split:].astype(np.float32)
