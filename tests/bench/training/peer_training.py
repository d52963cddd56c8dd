"""Times steps of a training in PyTorch, in a process of its own.

    python3 peer_training.py '{"network": "vgg9", "width": 1, "batch": 64, "threads": 2}'

runs a round for every line of input and prints its times as JSON. The networks are those of lib/training.
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from peer_pytorch import serve_rounds

PLAN = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(1)
    network = {"vgg9": vgg9, "resNet8": ResNet8}[asked["network"]](asked["width"])
    optimizer = torch.optim.SGD(network.parameters(), 0.05, 0.9, weight_decay=5e-4)
    images = torch.rand(asked["batch"], 3, 32, 32)
    labels = torch.arange(asked["batch"]) % 10
    done = []

    def step():
        done.append(time.process_time())
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()

    serve_rounds({"step": step}, lambda: {
        "cpuMs": (time.process_time() - done[1]) * 1000 / (len(done) - 1),
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    })


def convolution(inputs, outputs, size=3, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, padding=size // 2),
        nn.BatchNorm2d(outputs, eps=1e-3),
    )


def vgg9(width):
    layers = []
    channels = 3
    for step in PLAN:
        if step == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            filters = max(1, round(step * width))
            layers += [convolution(channels, filters), nn.ReLU()]
            channels = filters
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)
    )


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = convolution(inputs, outputs, stride=stride)
        self.second = convolution(outputs, outputs)
        self.shortcut = (
            nn.Identity() if stride == 1 else convolution(inputs, outputs, 1, stride)
        )

    def forward(self, x):
        y = self.second(torch.relu(self.first(x)))
        return torch.relu(y + self.shortcut(x))


class ResNet8(nn.Module):
    def __init__(self, width):
        super().__init__()
        stages = [max(1, round(count * width)) for count in (16, 32, 64)]
        self.start = convolution(3, stages[0])
        self.blocks = nn.Sequential(
            Block(stages[0], stages[0], 1),
            Block(stages[0], stages[1], 2),
            Block(stages[1], stages[2], 2),
        )
        self.logits = nn.Linear(stages[2], 10)

    def forward(self, x):
        x = self.blocks(torch.relu(self.start(x)))
        return self.logits(x.mean(dim=(2, 3)))


if __name__ == "__main__":
    main()
