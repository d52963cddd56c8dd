"""Prints what torchvision's presets and Teachable Machine's own code make of the
pattern of pattern.ts, as JSON: float32 values at some places of the result. Made with
torchvision 0.14.1 and Pillow 9.4.0, the antialiased path of pictures, not of tensors:

    python3 tests/image/published_pixels.py > tests/image/published_pixels.json
"""

import base64
import json

import numpy as np
from PIL import Image, ImageOps
from torchvision import models

WEIGHTS = [
    ("resnet50", models.ResNet50_Weights.IMAGENET1K_V1),
    ("resnet50", models.ResNet50_Weights.IMAGENET1K_V2),
    ("vit_l_16", models.ViT_L_16_Weights.IMAGENET1K_V1),
    ("vit_b_16", models.ViT_B_16_Weights.IMAGENET1K_SWAG_LINEAR_V1),
    ("vit_b_16", models.ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1),
    ("vit_h_14", models.ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1),
]
# Higher, wider, smaller than the crop; sides that a resize does not divide.
SIZES = [(427, 640), (301, 263), (61, 97)]
# Sides that Teachable Machine's square divides: how it rounds others is a browser's.
SQUARE_SIZES = [(300, 450), (448, 256), (56, 84)]


def pattern(height, width):
    y, x = np.mgrid[:height, :width]
    channels = [x * 7 + y * 13, x * x + y * 3, x * y // 3]
    return Image.fromarray((np.stack(channels, -1) % 256).astype(np.uint8))


def taken(values):
    """Of height × width × 3 values those at 16 places all over; see the test."""
    height, width, _ = values.shape
    places = [(61 * i % height, 89 * i % width) for i in range(16)]
    pixels = np.array([values[place] for place in places], dtype="<f4")
    return base64.b64encode(pixels.tobytes()).decode()


def presets():
    for name, weights in WEIGHTS:
        for size in SIZES:
            values = weights.transforms()(pattern(*size)).numpy()
            yield {
                "weights": f"{name}@{weights.name}",
                "size": size,
                "values": taken(values.transpose(1, 2, 0)),
            }


def teachable_machine():
    """As the Python code does that Teachable Machine shows beside its export, which
    resizes by Lanczos, and the same by the bilinear filter, the default here. The
    canvas of its page is another resize in every browser."""
    for size in SQUARE_SIZES:
        for name in ("LANCZOS", "BILINEAR"):
            square = ImageOps.fit(
                pattern(*size), (224, 224), Image.Resampling[name]
            )
            values = np.asarray(square).astype(np.float32) / 127.5 - 1
            yield {
                "interpolation": name.lower(),
                "size": size,
                "values": taken(values),
            }


if __name__ == "__main__":
    print(json.dumps({
        "torchvision": list(presets()),
        "teachableMachine": list(teachable_machine()),
    }))
