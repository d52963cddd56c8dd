"""Writes torch_perturbation.json: pixel perturbation, image by image, in torch.

    python3 torch_perturbation.py > torch_perturbation.json

A small network (convolution, batch normalization, relu, convolution, relu, mean,
dense), images and maps without ties are drawn by NumPy and rounded to four
digits; torch computes in float64 what becomes of the predicted class's logit and
probability when pixels are removed one set at a time. Made with Python 3.11,
NumPy 1.24 and PyTorch 1.13 of Debian 12.
"""

import json

import numpy as np
import torch
from torch.nn import functional as F

rng = np.random.default_rng(20240106)
SIDE, CHANNELS, COUNT, CLASSES = 8, 3, 4, 5
FRACTIONS = [0.03, 0.1, 0.25, 0.5, 0.9]
BLACK = [-2.0, -1.5, -1.0]


def drawn(*shape, scale=1.0, shift=0.0):
    return np.round(scale * rng.standard_normal(shape) + shift, 4)


weights = {
    "conv1": drawn(3, 3, CHANNELS, 6, scale=0.4),
    "bias1": drawn(6, scale=0.3),
    "gamma": drawn(6, scale=0.2, shift=1.0),
    "beta": drawn(6, scale=0.3),
    "mean": drawn(6, scale=0.3),
    "variance": np.round(rng.uniform(0.5, 1.5, 6), 4),
    "conv2": drawn(3, 3, 6, 8, scale=0.3),
    "bias2": drawn(8, scale=0.3),
    "dense": drawn(8, CLASSES, scale=0.8),
    "bias3": drawn(CLASSES, scale=0.5),
}
images = drawn(COUNT, SIDE, SIDE, CHANNELS)
maps = {
    "first": np.stack([rng.permutation(SIDE * SIDE) for _ in range(COUNT)]),
    "second": np.stack([rng.permutation(SIDE * SIDE) - 20 for _ in range(COUNT)]),
}
T = {name: torch.tensor(value, dtype=torch.float64) for name, value in weights.items()}


def logits(image):
    """[H, W, C] -> [classes]."""
    x = torch.tensor(image, dtype=torch.float64).permute(2, 0, 1)[None]
    x = F.conv2d(x, T["conv1"].permute(3, 2, 0, 1), T["bias1"], padding=1)
    x = F.batch_norm(x, T["mean"], T["variance"], T["gamma"], T["beta"], eps=1e-3)
    x = F.relu(x)
    x = F.relu(F.conv2d(x, T["conv2"].permute(3, 2, 0, 1), T["bias2"], padding=1))
    return (x.mean((2, 3)) @ T["dense"] + T["bias3"])[0]


def removed(image, scores, order, fraction, color):
    ranking = np.argsort(scores if order == "least" else -scores)
    chosen = ranking[: int(np.floor(fraction * SIDE * SIDE + 0.5))]
    changed = image.reshape(-1, CHANNELS).copy()
    changed[chosen] = color
    return changed.reshape(image.shape)


def watched(output, image, label):
    found = logits(image)
    return float((torch.softmax(found, 0) if output == "probability" else found)[label])


fills = {
    "black": BLACK,
    "zeroNormalized": [0.0] * CHANNELS,
    "mean": images.mean((0, 1, 2)).tolist(),
}
results = []
for fill, color in fills.items():
    for output in ["logit", "probability"]:
        for name, scores in maps.items():
            rows = []
            for image, score in zip(images, scores):
                label = int(logits(image).argmax())
                before = watched(output, image, label)
                after = {
                    order: [
                        watched(output, removed(image, score, order, k, color), label)
                        for k in FRACTIONS
                    ]
                    for order in ["least", "most"]
                }
                gain = np.array(after["least"]) - np.array(after["most"])
                x = np.log(FRACTIONS)
                rows.append(
                    {
                        "class": label,
                        "before": before,
                        **after,
                        "change": {
                            order: [abs(before - a) / abs(before) for a in values]
                            for order, values in after.items()
                        },
                        "srgArea": float(np.trapz(gain, x) / (x[-1] - x[0])),
                    }
                )
            results.append({"fill": fill, "output": output, "map": name, "images": rows})

# The scope of a fill where one pixel of an image is gone: its mean over all pixels.
scope = []
for image in images:
    label = int(logits(image).argmax())
    found = []
    for pixel in range(SIDE * SIDE):
        changed = image.reshape(-1, CHANNELS).copy()
        changed[pixel] = BLACK
        found.append(watched("probability", changed.reshape(image.shape), label))
    scope.append({"mean": float(np.mean(found)), "std": float(np.std(found))})

print(
    json.dumps(
        {
            "made_by": "torch_perturbation.py, PyTorch " + torch.__version__,
            "side": SIDE,
            "channels": CHANNELS,
            "count": COUNT,
            "classes": CLASSES,
            "fractions": FRACTIONS,
            "black": BLACK,
            "weights": {name: value.ravel().tolist() for name, value in weights.items()},
            "shapes": {name: list(value.shape) for name, value in weights.items()},
            "images": images.ravel().tolist(),
            "maps": {name: value.ravel().tolist() for name, value in maps.items()},
            "results": results,
            "scope": scope,
        }
    )
)
