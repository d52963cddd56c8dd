"""Writes numpy_robustness.json: how far some maps move, by NumPy.

    python3 numpy_robustness.py > numpy_robustness.json

Maps and inputs are drawn and rounded to four digits; norms are those of
numpy.linalg. Made with NumPy 2.4.6. Quantus 85bc29d has the same numbers: both
sensitivities exactly, the Lipschitz estimate to the 1e-10 that it adds to the
denominator.
"""

import json

import numpy as np
from numpy.linalg import norm

rng = np.random.default_rng(1129)
cases = []
for pixels, channels, neighbors, scale in [(9, 1, 1, 0.1), (16, 3, 5, 0.3), (25, 3, 8, 2.0)]:
    at = {
        "map": np.round(rng.standard_normal(pixels), 4),
        "input": np.round(rng.standard_normal(pixels * channels), 4),
    }
    near = [
        {name: np.round(values + scale * rng.standard_normal(values.size), 4) for name, values in at.items()}
        for _ in range(neighbors)
    ]
    unit = lambda values: values / norm(values, np.inf)
    changes = [norm(n["map"] - at["map"]) / norm(at["map"]) for n in near]
    ratios = [norm(unit(n["map"]) - unit(at["map"])) / norm(n["input"] - at["input"]) for n in near]
    cases.append({
        "at": {name: values.tolist() for name, values in at.items()},
        "neighbors": [{name: values.tolist() for name, values in n.items()} for n in near],
        "lipschitz": max(ratios),
        "max": max(changes),
        "avg": float(np.mean(changes)),
    })
print(json.dumps(cases))
