"""Writes a vision transformer of torchvision with random weights to a file, and
prints the logits of the image of torch_logits.py as JSON.

    python3 torch_vit_file.py width heads mlp patch layers file

"""

import json
import sys

import torch
from torchvision.models.vision_transformer import VisionTransformer

from drawn import image

width, heads, mlp, patch, layers = map(int, sys.argv[1:6])
torch.manual_seed(1)
torch.set_grad_enabled(False)
model = VisionTransformer(224, patch, layers, heads, width, mlp).eval()
for name, weight in model.named_parameters():
    # Zeros and ones, as of heads and normalizations, would hide mistakes.
    weight += 0.05 * torch.randn_like(weight)
torch.save(model.state_dict(), sys.argv[6])
print(json.dumps(model(image((3, 224, 224)).float())[0].tolist()))
