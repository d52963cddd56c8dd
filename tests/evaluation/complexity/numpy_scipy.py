"""Writes numpy_scipy.json: how complex some maps are, by NumPy and SciPy.

    python3 numpy_scipy.py > numpy_scipy.json

The Gini index is half the mean absolute difference of all pairs over the mean;
the entropy is SciPy's; pixels are counted after division by the greatest. Made
with NumPy 2.4.6 and SciPy 1.17.1. Quantus 85bc29d has the same numbers for these
maps: counts exactly, entropy to 1e-9, the Gini index to 3e-6, which is the work of
the 1e-7 that it adds to every value.
"""

import json

import numpy as np
from scipy.stats import entropy

rng = np.random.default_rng(20261129)
MAPS = {
    "normal": rng.standard_normal(60),
    "uniform": rng.uniform(0, 1, 61),
    "cubed": rng.standard_normal(64) ** 3,
    "mostly zero": rng.standard_normal(49) * (rng.uniform(0, 1, 49) > 0.8),
    "tiny": 1e-9 * rng.standard_normal(32),
    "many sizes": 10.0 ** rng.uniform(-9, 2, 40) * rng.choice([-1, 1], 40),
}


def numbers(values):
    sizes = np.abs(values)
    differences = np.abs(sizes[:, None] - sizes[None, :])
    shares = sizes / sizes.max()
    return {
        "map": values.tolist(),
        "sparseness": differences.mean() / (2 * sizes.mean()),
        "entropy": float(entropy(sizes)),
        "effective": {e: int((shares > float(e)).sum()) for e in ["1e-5", "0.01", "0.5"]},
    }


rounded = {name: np.array([float(f"{v:.6g}") for v in m]) for name, m in MAPS.items()}
print(json.dumps({name: numbers(m) for name, m in rounded.items()}, indent=1))
