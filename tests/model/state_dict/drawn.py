"""The numbers, weights and images that drawn.ts draws too."""

import numpy
import torch


def draw(seed, count):
    """Numbers in -1...1: a linear congruential generator, 16 bits of each."""
    x = seed & 0xFFFFFFFF
    values = numpy.empty(count, dtype=numpy.float64)
    for i in range(count):
        x = (1664525 * x + 1013904223) & 0xFFFFFFFF
        values[i] = (x >> 16) / 32768 - 1
    return values


def fill(model):
    """Weights that keep activations of about 1, and every statistic its own.

    Returns the seed and the shape of each.
    """
    shapes = {}
    for i, (name, tensor) in enumerate(model.state_dict().items()):
        if name.endswith("num_batches_tracked"):
            continue
        values = draw(i + 1, tensor.numel()).reshape(tensor.shape)
        if tensor.dim() > 1:
            values *= (6 / tensor[0].numel()) ** 0.5
        elif name.endswith("running_var"):
            values = 1 + 0.5 * values
        elif name.endswith("weight"):
            values = 1 + 0.3 * values
        else:
            values *= 0.3
        tensor.copy_(torch.from_numpy(values))
        shapes[name] = [i + 1, *tensor.shape]
    return shapes


def image(shape):
    return torch.from_numpy(draw(1000, int(numpy.prod(shape))).reshape(1, *shape))
