"""Scores the maps of fullgrad's .npz files with Quantus.

    python3 quantus_scores.py a.npz b.npz [--model module:function]

prints JSON: for every file its method, its images and, by measure, a score an
image. Without a model there are the measures that need none (sparseness,
complexity, effective complexity); with one, a function that returns the same
network as a torch.nn.Module, the faithfulness correlation too.

    python3 quantus_scores.py --read a.npz

prints what is in a file, which needs NumPy alone.
"""

import argparse
import importlib
import json

import numpy as np


def read(path):
    """The arrays of a file by name, and its manifest."""
    with np.load(path) as archive:
        manifest = json.loads(archive["manifest.json"])
        return {name: archive[name] for name in manifest["arrays"]}, manifest


def describe(path):
    """What is in a file: of every array its type, shape and sum."""
    arrays, manifest = read(path)
    return {
        "file": path,
        "method": manifest["record"]["method"],
        "target": manifest["record"]["target"],
        "arrays": {
            name: {
                "dtype": array.dtype.str,
                "shape": array.shape,
                "sum": float(array.sum(dtype=np.float64)),
            }
            for name, array in arrays.items()
        },
    }


def scores(path, model=None):
    """The scores of every image, by measure."""
    import quantus

    quiet = {"disable_warnings": True, "return_aggregate": False}
    measures = {
        "sparseness": quantus.Sparseness(**quiet),
        "complexity": quantus.Complexity(**quiet),
        "effective complexity": quantus.EffectiveComplexity(**quiet),
    }
    if model is not None:
        measures["faithfulness correlation"] = quantus.FaithfulnessCorrelation(
            nr_runs=50, subset_size=64, **quiet
        )
    arrays, manifest = read(path)
    # Networks of torch have channels first; a map has one.
    images = arrays["images"].transpose(0, 3, 1, 2)
    maps = arrays["values"][:, None]
    classes = np.array(manifest["record"]["target"]["classes"])
    return {
        "file": path,
        "method": manifest["record"]["method"],
        "images": manifest["record"]["images"]["names"],
        "scores": {
            name: [
                float(score)
                for score in measure(
                    model=model,
                    x_batch=images,
                    y_batch=classes,
                    a_batch=maps,
                    channel_first=True,
                )
            ]
            for name, measure in measures.items()
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--model", help="module:function")
    arguments = parser.parse_args()
    model = None
    if arguments.model is not None:
        module, function = arguments.model.split(":")
        model = getattr(importlib.import_module(module), function)().eval()
    print(
        json.dumps(
            [
                describe(path) if arguments.read else scores(path, model)
                for path in arguments.files
            ]
        )
    )


if __name__ == "__main__":
    main()
