"""Prints what torchvision publishes for VGGs, ResNets and ViTs as JSON: for each
name the weights, the default first. Weights without a classifier are left out."""

import json

from torchvision.models import resnet, vgg, vision_transformer


def entry(weights):
    preset = weights.transforms()
    return {
        "weights": weights.name,
        "file": weights.url.split("/")[-1],
        "size": preset.crop_size[0],
        "resize": preset.resize_size[0],
        "interpolation": preset.interpolation.value,
        "isLicensed": "license" in weights.meta,
    }


published = {}
for module in (resnet, vgg, vision_transformer):
    for name, weights in vars(module).items():
        if not name.endswith("_Weights"):
            continue
        ranked = sorted(weights, key=lambda each: each != weights.DEFAULT)
        network = name.removesuffix("_Weights").lower()
        published[network] = [
            entry(each) for each in ranked if each.name != "IMAGENET1K_FEATURES"
        ]
print(json.dumps(published))
