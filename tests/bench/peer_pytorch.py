"""Measures a network of torchvision beside ours, in a process of its own.

    python3 peer_pytorch.py '{"network": "vgg16", "batch": 1, "threads": 2}'

runs a round for every line of input and prints its times as JSON. FullGrad is written twice: as the authors' code does
it, where every channel of every layer is resized to the image, and with the
channels of a layer summed first, which gives the same map.
"""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
import torchvision

ENOUGH = 0.1


def main():
    asked = json.loads(sys.argv[1])
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(1)
    network = network_of(asked["network"]).eval()
    network.requires_grad_(False)
    images = torch.randn(asked["batch"], 3, 224, 224)
    tasks = {
        "forward": lambda: forward(network, images),
        "inputGradient": lambda: input_gradient(network, images),
    }
    if not hasattr(network, "encoder"):
        # Of a transformer's terms the authors' code finds the patches' bias alone.
        tasks |= {
            "fullGrad": lambda: full_grad(network, images, resize_then_sum),
            "fullGradSummed": lambda: full_grad(network, images, sum_then_resize),
        }
    serve_rounds(tasks, lambda: {
        "version": torch.__version__,
        "threads": asked["threads"],
        "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    })


def network_of(name):
    if name != "teachable_machine":
        return getattr(torchvision.models, name)()
    network = torchvision.models.mobilenet_v2(width_mult=0.35)
    network.classifier = torch.nn.Sequential(
        torch.nn.Linear(1280, 100), torch.nn.ReLU(), torch.nn.Linear(100, 3)
    )
    return network


def serve_rounds(tasks, summary):
    """A round that nobody counts, one for every line of input, and a summary."""
    answer(time_round(tasks))
    for _ in sys.stdin:
        answer(time_round(tasks))
    answer(summary())


def answer(message):
    print(json.dumps(message), flush=True)


def time_round(tasks):
    """Milliseconds of every task: once for nothing, and then for a while."""
    times = {}
    for name, task in tasks.items():
        task()
        start = time.perf_counter()
        count, spent = 0, 0
        while spent < ENOUGH:
            task()
            count += 1
            spent = time.perf_counter() - start
        times[name] = spent / count * 1000
    return times


def forward(network, images):
    with torch.no_grad():
        return network(images)


def input_gradient(network, images):
    images = images.detach().requires_grad_()
    best = network(images).max(dim=1).values
    return torch.autograd.grad(best.sum(), images)[0]


def full_grad(network, images, upsample):
    terms = []
    handles = [
        module.register_forward_hook(watch(terms))
        for module in network.modules()
        if bias_of(module) is not None
    ]
    try:
        gradient = input_gradient(network, images)
    finally:
        for handle in handles:
            handle.remove()
    size = images.shape[2:]
    return sum(upsample(rescale(term), size) for term in [gradient * images, *terms])


def watch(terms):
    """A hook that appends the bias term of a module on the way back."""

    def hook(module, _inputs, output):
        if output.dim() == 4:
            bias = bias_of(module).view(1, -1, 1, 1)
            output.register_hook(lambda gradient: terms.append(gradient * bias))

    return hook


def bias_of(module):
    if isinstance(module, torch.nn.BatchNorm2d):
        scale = module.weight / torch.sqrt(module.running_var + module.eps)
        return module.bias - module.running_mean * scale
    return getattr(module, "bias", None)


def rescale(term):
    """Magnitudes from 0 to 1 over each image's layer."""
    term = term.abs()
    rows = term.flatten(1)
    low = rows.min(dim=1).values.view(-1, 1, 1, 1)
    high = rows.max(dim=1).values.view(-1, 1, 1, 1)
    return (term - low) / (high - low + 1e-6)


def resize_then_sum(term, size):
    resized = F.interpolate(term, size=size, mode="bilinear", align_corners=True)
    return resized.sum(dim=1, keepdim=True)


def sum_then_resize(term, size):
    summed = term.sum(dim=1, keepdim=True)
    return F.interpolate(summed, size=size, mode="bilinear", align_corners=True)


if __name__ == "__main__":
    main()
