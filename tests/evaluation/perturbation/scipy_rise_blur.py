"""Writes scipy_rise_blur.json: an image blurred as where RISE's insertion begins, by SciPy.

    python3 scipy_rise_blur.py > scipy_rise_blur.json

The kernel is a Gaussian filter's (σ 5) answer to a point in 11 × 11 pixels, the
convolution has 0 beyond the edges, as in evaluation.py of github.com/eclique/RISE
at fac5d54. Made with SciPy 1.17.1 and NumPy 2.4.6.
"""

import json

import numpy as np
from scipy.ndimage import convolve, gaussian_filter

rng = np.random.default_rng(115)
image = np.round(rng.standard_normal((14, 9, 2)), 3)
point = np.zeros((11, 11))
point[5, 5] = 1
kernel = gaussian_filter(point, 5)
blurred = np.stack([convolve(image[..., c], kernel, mode="constant") for c in range(2)], axis=-1)
print(json.dumps({"shape": image.shape, "image": image.ravel().tolist(), "blurred": blurred.ravel().tolist()}))
