"""Writes numpy_faithfulness.json: how faithful some maps are, by NumPy and SciPy.

    python3 numpy_faithfulness.py > numpy_faithfulness.json

The network is a rectified layer and a linear one, of images of 4×4 pixels; weights,
images and maps are drawn and rounded to three digits. Removed pixels are 0. All is
in float64, and every set of pixels is removed on its own. Made with NumPy 2.4.6 and
SciPy 1.17.1. Quantus 85bc29d has the same estimates,
monotonicity correlations, and outputs without regions (its selectivity; the drops
are its region perturbation) to 1e-14; its monotonicity is true for all of these
maps and for their opposites.
"""

import json

import numpy as np
from scipy.stats import pearsonr, spearmanr

rng = np.random.default_rng(2911)
draw = lambda *shape: np.round(rng.standard_normal(shape), 3)
PIXELS, HIDDEN, IMAGES, GROUPS = 16, 6, 4, 8
SQUARES = [[row * 8 + column * 2 + at for at in (0, 1, 4, 5)] for row in (0, 1) for column in (0, 1)]

w1, b1, w2, b2 = draw(PIXELS, HIDDEN), draw(HIDDEN), draw(HIDDEN, 2), draw(2)
images, maps = draw(IMAGES, PIXELS), draw(IMAGES, PIXELS)
targets = [i % 2 for i in range(IMAGES)]
output = lambda x, target: (np.maximum(x @ w1 + b1, 0) @ w2 + b2)[target]


def without(x, pixels):
    return np.where(np.isin(np.arange(PIXELS), pixels), 0, x)


scores, regions = [], []
for x, a, target in zip(images, maps, targets):
    def effects(a):
        groups = np.array_split(np.argsort(a), GROUPS)
        drops = [output(x, target) - output(without(x, g), target) for g in groups]
        return groups, np.array([a[g].sum() for g in groups]), np.array(drops)

    _, sums, drops = effects(a)
    groups, sizes, changes = effects(np.abs(a))
    coming = [output(without(x, np.setdiff1d(np.arange(PIXELS), np.concatenate(groups[: k + 1]))), target)
              for k in range(GROUPS)]
    scores.append({
        "faithfulness estimate": float(pearsonr(sums, drops)[0]),
        "monotonicity correlation": float(spearmanr(sizes, changes**2)[0]),
        "monotonicity": float(np.mean(np.diff(coming) >= 0)),
    })

    order = np.argsort([-a[square].sum() for square in SQUARES])
    regions.append([output(without(x, np.ravel([SQUARES[s] for s in order[:k]])), target) for k in range(5)])

print(json.dumps({
    "weights": [w1.tolist(), b1.tolist(), w2.tolist(), b2.tolist()],
    "images": images.tolist(),
    "maps": maps.tolist(),
    "targets": targets,
    "groups": GROUPS,
    "scores": scores,
    "regions": regions,
}))
