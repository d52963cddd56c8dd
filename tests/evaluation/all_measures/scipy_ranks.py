"""Rank agreement by SciPy: writes scipy_ranks.json beside this file.

python3 scipy_ranks.py, with SciPy 1.10 and NumPy.
Kendall's W is Friedman's chi-squared over m (k - 1), which SciPy corrects for ties.
"""

import json
import pathlib

import numpy
import scipy
from scipy.stats import friedmanchisquare, kendalltau

random = numpy.random.default_rng(14)
cases = []
for m, k, ties in [(2, 3, False), (3, 5, False), (4, 17, True), (19, 8, True)]:
    lists = random.normal(size=(m, k))
    if ties:
        lists = numpy.round(lists)
    taus = [
        [kendalltau(a, b).statistic for b in lists] for a in lists
    ]
    chi = None
    if m >= 3:
        # Blocks are lists, treatments the things that they rank.
        chi = friedmanchisquare(*lists.T).statistic
    cases.append({
        "lists": lists.tolist(),
        "taus": taus,
        "w": None if chi is None else chi / (m * (k - 1)),
    })

text = json.dumps({"scipy": scipy.__version__, "cases": cases}, indent=1)
path = pathlib.Path(__file__).with_name("scipy_ranks.json")
path.write_text(text + "\n")
