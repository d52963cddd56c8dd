"""Writes a vision transformer of torchvision with random weights to a file, and
prints the logits of the image of torch_logits.py as JSON.

    python3 torch_vit_file.py width heads mlp patch layers file

"""

import json
import sys

import numpy
import torch
from torchvision.models.vision_transformer import VisionTransformer


def draw(seed, count):
    x = seed & 0xFFFFFFFF
    values = numpy.empty(count, dtype=numpy.float64)
    for i in range(count):
        x = (1664525 * x + 1013904223) & 0xFFFFFFFF
        values[i] = (x >> 16) / 32768 - 1
    return values


width, heads, mlp, patch, layers = map(int, sys.argv[1:6])
torch.manual_seed(1)
torch.set_grad_enabled(False)
model = VisionTransformer(224, patch, layers, heads, width, mlp).eval()
for name, weight in model.named_parameters():
    # Zeros and ones, as of heads and normalizations, would hide mistakes.
    weight += 0.05 * torch.randn_like(weight)
torch.save(model.state_dict(), sys.argv[6])
image = torch.from_numpy(draw(1000, 3 * 224 * 224).reshape(1, 3, 224, 224))
print(json.dumps(model(image.float())[0].tolist()))
