"""Writes torch_vit.json: the gradients that PyTorch gives for the weights of a
small vision transformer with a stem, of the mean cross-entropy of two images.

    python3 torch_vit.py

Of each gradient: its norm, and its product with numbers drawn by the generator
of torch_logits.py. Made with Debian's python3-torch 1.13.0 and
python3-torchvision 0.14.1.
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F
from torchvision.models.vision_transformer import ConvStemConfig, VisionTransformer

HERE = Path(__file__).parent


def draw(seed, count):
    x = seed & 0xFFFFFFFF
    values = numpy.empty(count, dtype=numpy.float64)
    for i in range(count):
        x = (1664525 * x + 1013904223) & 0xFFFFFFFF
        values[i] = (x >> 16) / 32768 - 1
    return values


model = VisionTransformer(
    image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32,
    mlp_dim=48, num_classes=10,
    conv_stem_configs=[ConvStemConfig(c, 3, 2) for c in (4, 8, 12)],
)
shapes = {}
with torch.no_grad():
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
model.double().train()
images = torch.from_numpy(draw(1000, 2 * 3 * 32 * 32).reshape(2, 3, 32, 32))
loss = F.cross_entropy(model(images), torch.tensor([3, 7]))
loss.backward()
gradients = {
    name: [
        float(p.grad.norm()),
        float((p.grad.flatten() * torch.from_numpy(draw(77, p.numel()))).sum()),
    ]
    for name, p in model.named_parameters()
}
result = {"shapes": shapes, "loss": float(loss), "gradients": gradients}
(HERE / "torch_vit.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
