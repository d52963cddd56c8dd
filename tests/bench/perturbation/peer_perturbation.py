"""Times pixel perturbation in PyTorch, in a process of its own.

    python3 peer_perturbation.py '{"images": 50, "threads": 2, "fractions": [0.01, 0.1]}'

runs a round for every line of input and prints its times as JSON. The network has the layers of data/shapes_vgg9 with
random weights; FullGrad sums channels before it resizes.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from peer_pytorch import full_grad, serve_rounds, sum_then_resize

PLAN = [16, "M", 32, "M", 64, 64, "M", 96, 96, 96, 96]
BATCH = 50


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(1)
    network = vgg9().eval()
    network.requires_grad_(False)
    images = torch.rand(asked["images"], 3, 64, 64)
    serve_rounds(
        {"perturbation": lambda: run(network, images, asked["fractions"])}, dict
    )


def vgg9():
    layers = []
    channels = 3
    for step in PLAN:
        if step == "M":
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [
            nn.Conv2d(channels, step, 3, padding=1),
            nn.BatchNorm2d(step),
            nn.ReLU(),
        ]
        channels = step
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def run(network, images, fractions):
    """|f(x) - f(x')| / |f(x)|, the least salient pixels black, for both maps."""
    changes = []
    for batch in images.split(BATCH):
        with torch.no_grad():
            before, classes = network(batch).max(dim=1)
        for saliency in (full_grad(network, batch, sum_then_resize), torch.rand(batch.shape[0], 1, 64, 64)):
            order = saliency.flatten(1).argsort(dim=1)
            for fraction in fractions:
                count = round(fraction * order.shape[1])
                kept = torch.ones(order.shape)
                kept.scatter_(1, order[:, :count], 0)
                with torch.no_grad():
                    after = network(batch * kept.view(-1, 1, 64, 64))
                after = after.gather(1, classes[:, None])[:, 0]
                changes.append(((before - after).abs() / before.abs()).mean())
    return torch.stack(changes)


if __name__ == "__main__":
    main()
