"""Writes skimage_ssim.json: SSIM of some maps by windows and covariances, by scikit-image.

    python3 skimage_ssim.py > skimage_ssim.json

Maps are drawn and rounded to three digits. Made with scikit-image 0.26.0 and NumPy
2.4.6.
"""

import json

import numpy as np
from skimage.metrics import structural_similarity

rng = np.random.default_rng(1404)
cases = []
for height, width in [(16, 16), (20, 33)]:
    a = np.round(rng.standard_normal((height, width)), 3)
    b = np.round(0.7 * a + 0.5 * rng.standard_normal((height, width)), 3)
    scores = []
    for options, own in [
        ({}, {"weights": "uniform", "covariance": "sample"}),
        ({"use_sample_covariance": False}, {"weights": "uniform"}),
        ({"win_size": 5}, {"weights": "uniform", "covariance": "sample", "window": 5}),
        ({"gaussian_weights": True}, {"covariance": "sample"}),
        ({"gaussian_weights": True, "use_sample_covariance": False}, {}),
        ({"gaussian_weights": True, "sigma": 0.8}, {"covariance": "sample", "sigma": 0.8}),
        ({"gaussian_weights": True, "sigma": 2}, {"covariance": "sample", "sigma": 2}),
    ]:
        scores.append({"options": own, "ssim": structural_similarity(a, b, data_range=5, **options)})
    cases.append({"shape": [height, width], "a": a.ravel().tolist(), "b": b.ravel().tolist(), "scores": scores})
print(json.dumps(cases))
