"""Prints what the image processors of transformers and the transforms of timm make of
the pattern of pattern.ts, with the files that they were read from, as JSON. Made with
transformers 5.18.0 (its Pillow processors) and timm 1.0.29, Pillow 9.4.0:

    python3 tests/image/processor_pixels.py > tests/image/processor_pixels.json
"""

import json

import numpy as np
import transformers
from published_pixels import pattern, taken
from timm.data import create_transform, resolve_data_config

# What a file says beside its class; the rest is the class's.
PROCESSORS = [
    ("ViT", {}),
    ("ViT", {"size": 224, "resample": 3, "do_normalize": False}),
    ("DeiT", {}),
    ("Beit", {"do_center_crop": False, "size": 224}),
    ("Siglip", {}),
    ("CLIP", {}),
    ("Bit", {"resample": 1}),
    ("MobileNetV1", {}),
    ("MobileNetV2", {}),
    ("Levit", {}),
    ("PoolFormer", {}),
    ("Pvt", {"resample": 2}),
    ("MobileViT", {"resample": 2}),
    ("ConvNext", {"size": {"shortest_edge": 224}, "resample": 3}),
    ("ConvNext", {"size": 384, "resample": 3}),
    (
        "EfficientNet",
        {
            "size": 224,
            "resample": 0,
            "do_center_crop": False,
            "rescale_offset": True,
            "image_std": [0.4, 0.5, 0.6],
        },
    ),
]
CONFIGURATIONS = [
    {"crop_pct": 0.95, "interpolation": "bicubic"},
    {"crop_pct": 0.9, "interpolation": "bilinear", "std": [0.5, 0.5, 0.5]},
    {"crop_pct": 0.95, "crop_mode": "squash"},
    {"crop_pct": 1.0, "crop_mode": "squash"},
    {},
]
SIZES = [(427, 640), (97, 61)]


def with_transformers(picture, name, fields):
    kind = getattr(transformers, f"{name}ImageProcessorPil")
    values = kind(**fields)(picture, return_tensors="np")["pixel_values"]
    return np.asarray(values[0]).transpose(1, 2, 0)


def with_timm(picture, configuration):
    transform = create_transform(
        **resolve_data_config(pretrained_cfg=configuration), is_training=False
    )
    return transform(picture).numpy().transpose(1, 2, 0)


def cases():
    for size in SIZES:
        for name, fields in PROCESSORS:
            values = with_transformers(pattern(*size), name, fields)
            file = {"image_processor_type": f"{name}ImageProcessor", **fields}
            yield {
                "config": {},
                "processor": file,
                "size": size,
                "side": values.shape[0],
                "values": taken(values),
            }
        for fields in CONFIGURATIONS:
            configuration = {"input_size": [3, 224, 224], **fields}
            values = with_timm(pattern(*size), configuration)
            yield {
                "config": {"pretrained_cfg": configuration},
                "processor": {},
                "size": size,
                "side": values.shape[0],
                "values": taken(values),
            }


print(json.dumps(list(cases())))
