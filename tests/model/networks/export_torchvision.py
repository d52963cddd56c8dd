"""Exports networks of torchvision, with random weights, as people get them: ONNX
with batch normalization folded into the convolutions and without, and the state
dict, each beside the logits that PyTorch computes in float64.

    python3 export_torchvision.py FOLDER [NAME ...]

NAME is one of `torchvision.models.list_models()` that classifies, such as resnet18,
densenet121 or squeezenet1_0, or tiny_resnet (the default), which lies beside this
file. FOLDER/NAME then holds

    fused.onnx  unfused.onnx  weights.pth  expected.safetensors  about.json

where weights.pth is left out if fullgrad cannot tell the architecture from the names
of its weights. The tests run all of it, and compare what FullGrad says of the files:

    FULLGRAD_MODELS=FOLDER deno test -A tests/model/networks

Made with Debian's python3-torch 1.13.0 and python3-torchvision 0.14.1
(`apt install --no-install-recommends python3-torch python3-torchvision`).
"""

import json
import re
import struct
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torchvision.models as models
from torch.onnx import TrainingMode
from torchvision.models.resnet import BasicBlock, ResNet

# Small images, as of a million neurons some lie within rounding of a kink: files
# whose weights are rounded otherwise then have another gradient.
FIXED = re.compile("(vgg|vit|swin|maxvit|alexnet|inception|googlenet)")

KNOWN = re.compile("(vgg|resnet|resnext|wide_resnet|vit|tiny_resnet)")


def tiny_resnet():
    """torchvision's ResNet with a block a stage and hardly any channels."""
    model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=10)
    widths = [4, 4, 6, 8, 8]
    model.conv1 = nn.Conv2d(3, widths[0], 7, 2, 3, bias=False)
    model.bn1 = nn.BatchNorm2d(widths[0])
    for stage in range(1, 5):
        before, width = widths[stage - 1 : stage + 1]
        stride = 1 if stage == 1 else 2
        shortcut = None
        if stride > 1:
            shortcut = nn.Sequential(
                nn.Conv2d(before, width, 1, stride, bias=False), nn.BatchNorm2d(width)
            )
        block = BasicBlock(before, width, stride, shortcut)
        setattr(model, f"layer{stage}", nn.Sequential(block))
    model.fc = nn.Linear(widths[-1], 10)
    return model


def build(name):
    """The network, and height and width of its images."""
    if name == "tiny_resnet":
        return tiny_resnet(), 32
    size = 224 if FIXED.match(name) else 64
    options = {"init_weights": False} if name in ("inception_v3", "googlenet") else {}
    return models.get_model(name, weights=None, **options), size


def fill(model):
    """Weights that keep activations of about 1, every bias and statistic its own."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.normal_(module.running_mean, std=0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.7, 1.3)
        if isinstance(getattr(module, "bias", None), nn.Parameter):
            nn.init.normal_(module.bias, std=0.2)


def write_safetensors(path, tensors):
    header, at = {}, 0
    for key, value in tensors.items():
        size = 4 * value.numel()
        header[key] = {
            "dtype": "F32", "shape": list(value.shape), "data_offsets": [at, at + size],
        }
        at += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(value.float().contiguous().numpy().tobytes())


def export(model, image, path, training):
    torch.onnx.export(
        model, image[:1], str(path), opset_version=17, training=training,
        do_constant_folding=training == TrainingMode.EVAL,
        input_names=["image"], output_names=["logits"],
    )


def write(folder, name):
    torch.manual_seed(1)
    model, size = build(name)
    fill(model)
    model.eval()
    image = torch.randn(2, 3, size, size)
    folder.mkdir(parents=True, exist_ok=True)
    export(model, image, folder / "fused.onnx", TrainingMode.EVAL)
    export(model, image, folder / "unfused.onnx", TrainingMode.PRESERVE)
    if KNOWN.match(name):
        torch.save(model.state_dict(), folder / "weights.pth")
    logits = model.double()(image.double())
    write_safetensors(folder / "expected.safetensors", {"image": image, "logits": logits})
    about = json.dumps({"inputShape": [size, size, 3]})
    (folder / "about.json").write_text(about + "\n")


torch.set_grad_enabled(False)
if len(sys.argv) < 2:
    sys.exit(__doc__)
for name in sys.argv[2:] or ["tiny_resnet"]:
    write(Path(sys.argv[1]) / name, name)
