"""Writes quantus_irof.json: iterative removal of features by Quantus.

    PYTHONPATH=QUANTUS python3 quantus_irof.py > quantus_irof.json

QUANTUS and the versions are those of ../robustness/quantus_robustness.py. The
network is convolution, relu, average, linear layer, softmax; weights, images and
maps are drawn and rounded to three digits. Removed pixels are 0. Beside Quantus's
number of each image are its number of superpixels, and f(x_1) / f(x), of the first
one removed, which Quantus's number begins with and ours does not.
"""

import json
import warnings

import numpy as np
import quantus
import torch

warnings.filterwarnings("ignore")
rng = np.random.default_rng(2008)
draw = lambda *shape: np.round(rng.standard_normal(shape), 3)
IMAGES, SIDE, CLASSES = 3, 24, 3

net = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.ReLU(),
    torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(4, CLASSES),
).eval()
weights = [draw(*p.shape) for p in net.parameters()]
for parameter, values in zip(net.parameters(), weights):
    parameter.data = torch.tensor(values, dtype=torch.float32)

# Waves, so that superpixels have something to follow.
y, x = np.mgrid[:SIDE, :SIDE]
images = np.stack([
    np.round(2 * np.sin(y / (2 + i)) * np.cos(x / (3 + i)) + 0.1 * draw(SIDE, SIDE), 3) for i in range(IMAGES)
])[:, None].astype("float32")
maps = draw(IMAGES, 1, SIDE, SIDE).astype("float32")
targets = net(torch.tensor(images)).argmax(-1).numpy()

curves = []
predict = quantus.helpers.model.pytorch_model.PyTorchModel.predict


def watched(self, x, *args, **options):
    outputs = predict(self, x, *args, **options)
    curves.append(outputs)
    return outputs


quantus.helpers.model.pytorch_model.PyTorchModel.predict = watched
found = []
for i in range(IMAGES):
    curves.clear()
    score = quantus.IROF(perturb_baseline=0.0, return_aggregate=False, disable_warnings=True)(
        model=net, x_batch=images[i : i + 1], y_batch=targets[i : i + 1], a_batch=maps[i : i + 1],
        channel_first=True, softmax=True, batch_size=1,
    )
    outputs = [float(c[0, targets[i]]) for c in curves]
    found.append({"score": float(score[0]), "superpixels": len(outputs) - 1, "first": outputs[1] / outputs[0]})

print(json.dumps({
    "weights": [w.tolist() for w in weights],
    "images": images.reshape(IMAGES, -1).astype(float).round(3).tolist(),
    "maps": maps.reshape(IMAGES, -1).astype(float).round(3).tolist(),
    "targets": targets.tolist(),
    "scores": found,
}))
