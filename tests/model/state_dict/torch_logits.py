"""Writes torch_logits.json: what PyTorch says of networks whose weights and
images are drawn by the generator below, and of published weights.

    python3 torch_logits.py [folder of published networks]

Made with Debian's python3-torch 1.13.0 and python3-torchvision 0.14.1.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.models as models
from torchvision.models.vgg import VGG, make_layers
from torchvision.models.vision_transformer import ConvStemConfig, VisionTransformer

from drawn import fill, image

HERE = Path(__file__).parent


class LambdaLayer(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class CifarBlock(nn.Module):
    """A basic block with the shortcut of option A, He et al. 2016."""

    def __init__(self, planes_in, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(planes_in, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        fill = (planes - planes_in) // 2
        self.shortcut = nn.Sequential()
        if stride != 1:
            self.shortcut = LambdaLayer(
                lambda x: F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, fill, fill))
            )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(out)) + self.shortcut(x))


class CifarResNet(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        planes_in = 16
        for stage, planes in enumerate([16, 32, 64], 1):
            layers = []
            for i in range(blocks):
                stride = 2 if stage > 1 and i == 0 else 1
                layers.append(CifarBlock(planes_in, planes, stride))
                planes_in = planes
            setattr(self, f"layer{stage}", nn.Sequential(*layers))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.layer3(self.layer2(self.layer1(out)))
        return self.linear(out.mean((2, 3)))


def small_vgg(stages, batch_norm):
    """A VGG of an eighth of the width, with torchvision's names."""
    config = []
    for width, count in zip([8, 16, 32, 64, 64], stages):
        config += [width] * count + ["M"]
    model = VGG(make_layers(config, batch_norm), num_classes=10, init_weights=False)
    model.classifier = nn.Sequential(
        nn.Linear(64 * 49, 32), nn.ReLU(), nn.Dropout(),
        nn.Linear(32, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 10),
    )
    return model


def small_vit(stem=None):
    """A ViT of two layers and four heads, which its shapes do not say."""
    return VisionTransformer(
        image_size=32, patch_size=8, num_layers=2, num_heads=4, hidden_dim=32,
        mlp_dim=48, num_classes=10, conv_stem_configs=stem,
    )


def stem():
    return [ConvStemConfig(c, 3, 2) for c in (4, 8, 12)]


NETWORKS = {
    "vgg11": (lambda: small_vgg([1, 1, 2, 2, 2], False), (3, 224, 224)),
    "vgg16_bn": (lambda: small_vgg([2, 2, 3, 3, 3], True), (3, 224, 224)),
    "vgg19": (lambda: small_vgg([2, 2, 4, 4, 4], False), (3, 224, 224)),
    "resnet18": (lambda: models.resnet18(num_classes=10), (3, 64, 96)),
    "resnet50": (
        lambda: models.ResNet(
            models.resnet.Bottleneck, [3, 4, 6, 3], num_classes=10, width_per_group=8
        ),
        (3, 64, 64),
    ),
    "resnext": (
        lambda: models.ResNet(
            models.resnet.Bottleneck, [1, 1, 1, 1], num_classes=10, groups=4,
            width_per_group=4,
        ),
        (3, 64, 64),
    ),
    "cifarResNet": (lambda: CifarResNet(2), (3, 32, 32)),
    "vit": (small_vit, (3, 32, 32)),
    "vit_stem": (lambda: small_vit(stem()), (3, 32, 32)),
    # Last maps of 5×9, which 7 does not divide.
    "vgg11_wide": (lambda: small_vgg([1, 1, 2, 2, 2], False), (3, 160, 288)),
}

torch.set_grad_enabled(False)
result = {}
for name, (build, shape) in NETWORKS.items():
    model = build().eval()
    shapes = fill(model)
    logits = model.double()(image(shape))[0].tolist()
    result[name] = {
        "shapes": shapes,
        "inputShape": [*shape[1:], shape[0]],
        "logits": logits,
        **({"heads": 4} if name.startswith("vit") else {}),
    }
if len(sys.argv) > 1:
    folder = Path(sys.argv[1])
    for name, blocks in [("resnet20-12fca82f.th", 3), ("resnet56-4bfd9763.th", 9)]:
        saved = torch.load(folder / "resnet_cifar_pth" / name, map_location="cpu")
        model = CifarResNet(blocks)
        model.load_state_dict(
            {key.removeprefix("module."): value for key, value in saved["state_dict"].items()}
        )
        model.eval().double()
        result[name] = {
            "inputShape": [32, 32, 3],
            "logits": model(image((3, 32, 32)))[0].tolist(),
        }

    captum = nn.Sequential()  # torchvision's tutorial network, as captum's
    for key, module in [
        ("conv1", nn.Conv2d(3, 6, 5)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(6, 16, 5)), ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()), ("fc1", nn.Linear(400, 120)), ("relu3", nn.ReLU()),
        ("fc2", nn.Linear(120, 84)), ("relu4", nn.ReLU()), ("fc3", nn.Linear(84, 10)),
    ]:
        captum.add_module(key, module)
    captum.load_state_dict(
        torch.load(folder / "captum_cifar" / "cifar_torchvision.pt", map_location="cpu")
    )
    captum.eval().double()
    result["cifar_torchvision.pt"] = {
        "inputShape": [32, 32, 3],
        "logits": captum(image((3, 32, 32)))[0].tolist(),
    }
(HERE / "torch_logits.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
