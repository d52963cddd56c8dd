"""Writes torch_vit.json: the gradients that PyTorch gives for the weights of a
small vision transformer with a stem, of the mean cross-entropy of two images.

    python3 torch_vit.py

Of each gradient: its norm, and its product with numbers drawn by the generator
of drawn.py. Made with Debian's python3-torch 1.13.0 and
python3-torchvision 0.14.1.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from torchvision.models.vision_transformer import ConvStemConfig, VisionTransformer

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "model" / "state_dict"))
from drawn import draw, fill  # noqa: E402

model = VisionTransformer(
    image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32,
    mlp_dim=48, num_classes=10,
    conv_stem_configs=[ConvStemConfig(c, 3, 2) for c in (4, 8, 12)],
)
with torch.no_grad():
    shapes = fill(model)
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
