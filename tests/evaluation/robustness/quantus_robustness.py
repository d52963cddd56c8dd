"""Writes quantus_robustness.json: continuity, consistency and relative stability by Quantus.

    PYTHONPATH=QUANTUS python3 quantus_robustness.py > quantus_robustness.json

QUANTUS is a checkout of github.com/understandable-machine-intelligence-lab/Quantus
at 85bc29d; a folder with an empty cv2.py before it on the path will do for OpenCV,
of which nothing here is used. Made with PyTorch 1.13, NumPy 1.24.2, scikit-image
0.19.3 and SciPy 1.10.1 of Debian 12.

The network is convolution, relu, convolution, relu, average, linear layer; weights,
images and noise are drawn and rounded to three digits. A map is (x + 2)² + k / 100, of
the values x and the positions k of the pixels. Quantus is given one image a batch.
"""

import json
import warnings

import numpy as np
import quantus
import torch
from quantus.helpers.model.pytorch_model import PyTorchModel

warnings.filterwarnings("ignore")
rng = np.random.default_rng(1411)
draw = lambda *shape: np.round(rng.standard_normal(shape), 3)
IMAGES, SIDE, SAMPLES, CLASSES = 4, 15, 3, 3

net = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.ReLU(),
    torch.nn.Conv2d(4, 5, 3, padding=1), torch.nn.ReLU(),
    torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(5, CLASSES),
).eval()
weights = [draw(*p.shape) for p in net.parameters()]
for parameter, values in zip(net.parameters(), weights):
    parameter.data = torch.tensor(values, dtype=torch.float32)

images = draw(IMAGES, 1, SIDE, SIDE).astype("float32")
neighbors = [np.round(images + 0.4 * draw(*images.shape), 3).astype("float32") for _ in range(SAMPLES)]
positions = np.arange(SIDE * SIDE, dtype="float32").reshape(SIDE, SIDE)
explain = lambda model, inputs, targets, **_: (inputs + 2) ** 2 + positions / 100
predict = lambda x: net(torch.tensor(x)).detach().numpy()
targets = predict(images).argmax(-1)


def score(metric, i, **options):
    return metric(
        model=net, x_batch=images[i : i + 1], y_batch=targets[i : i + 1],
        a_batch=explain(net, images[i : i + 1], None), explain_func=explain,
        channel_first=True, batch_size=1, **options,
    )[0]


def stability(metric, i):
    """Neighbor by neighbor; the number of an image is the greatest."""
    found = []
    for moved in neighbors:
        perturb = lambda arr, **_: moved[i : i + 1].reshape(arr.shape).astype(float)
        found.append(float(score(metric(
            nr_samples=1, perturb_func=perturb, return_nan_when_prediction_changes=False,
            disable_warnings=True,
        ), i)))
    return found


explanations = rng.integers(0, 3, 12)
classes = rng.integers(0, 2, 12)
consistency = quantus.Consistency(disable_warnings=True).evaluate_batch(
    a_batch=None, i_batch=None, a_label_batch=explanations, y_pred_classes=classes,
)

layers = PyTorchModel(net, channel_first=True).get_hidden_representations
print(json.dumps({
    "weights": [w.tolist() for w in weights],
    "images": images.reshape(IMAGES, -1).astype(float).round(3).tolist(),
    "neighbors": [n.reshape(IMAGES, -1).astype(float).round(3).tolist() for n in neighbors],
    "sameClass": [(predict(n).argmax(-1) == targets).tolist() for n in neighbors],
    "input": [stability(quantus.RelativeInputStability, i) for i in range(IMAGES)],
    "output": [stability(quantus.RelativeOutputStability, i) for i in range(IMAGES)],
    "representation": [stability(quantus.RelativeRepresentationStability, i) for i in range(IMAGES)],
    "representationSize": int(layers(images).shape[1]),
    "continuity": {
        steps: [float(score(quantus.Continuity(nr_steps=steps, disable_warnings=True), i)) for i in range(IMAGES)]
        for steps in (28, 6)
    },
    "explanations": explanations.tolist(),
    "classes": classes.tolist(),
    "consistency": consistency.tolist(),
}))
