"""Writes skimage_slic.json: superpixels of some images, by scikit-image.

    python3 skimage_slic.py > skimage_slic.json

Images are discs and stripes with noise, of 0 to 255; labels are written one after the
other, as hexadecimal numbers of two digits. Made with scikit-image 0.26.0 and NumPy
2.4.6; scikit-image 0.19.3 of Debian 12 writes the same.
"""

import json

import numpy as np
from skimage.segmentation import slic

rng = np.random.default_rng(2003)
cases = []
for height, width, channels, count in [
    (24, 24, 3, 20), (40, 31, 3, 100), (32, 48, 1, 30), (5, 60, 3, 12), (60, 4, 1, 5), (36, 36, 3, 60), (6, 6, 3, 100),
]:
    y, x = np.mgrid[:height, :width]
    image = np.zeros((height, width, channels))
    for _ in range(6):
        cy, cx, r = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(2, max(height, width) / 3)
        image[(y - cy) ** 2 + (x - cx) ** 2 < r * r] = rng.uniform(0, 220, channels)
    image[:, ::7] += 20
    image = np.clip(image + rng.normal(0, 6, image.shape), 0, 255).astype(np.uint8)
    labels = slic(image.astype("double"), n_segments=count, start_label=0)
    cases.append({
        "shape": image.shape,
        "count": count,
        "image": image.tobytes().hex(),
        "labels": labels.astype(np.uint8).tobytes().hex(),
    })
print(json.dumps(cases))
