"""Small networks for ../references_test.ts, with what float64 autograd says of them.

    python3 make.py          (PyTorch 1.13, of Debian: python3-torch)

writes NAME/model.onnx and NAME/expected.safetensors. Weights are drawn with a
seed and exact in float32. `libra_…` is the gradient with what METHODS 7 calls
constant detached: the gates of gelu, silu and hard-swish, the weights of
attention, the denominators of layer and rms norm, the gate of squeeze-excite
and of GLU; a product of two branches gives each half. Explicit biases are
those of convolutions and dense layers, batch norm's beta - gamma mu / sigma,
layer norm's beta, the position table, and the table of relative positions that
is added to the scores of attention.
"""

import json
import math
import os
import struct

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
SIZE, CLASSES, COUNT = 16, 5, 2
libra = False


def constant(x):
    """What the backward pass takes as a constant under Libra."""
    return x.detach() if libra else x


class Gelu(nn.Module):
    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return F.gelu(x)
        return x * constant(0.5 * (1 + torch.erf(x / math.sqrt(2))))


class Silu(nn.Module):
    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return F.silu(x)
        return x * constant(torch.sigmoid(x))


class Hardswish(nn.Module):
    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return F.hardswish(x)
        return x * constant(F.relu6(x + 3) / 6)


class LayerNorm(nn.LayerNorm):
    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return super().forward(x)
        moved = x - x.mean(-1, keepdim=True)
        deviation = (moved.pow(2).mean(-1, keepdim=True) + self.eps).sqrt()
        return moved / constant(deviation) * self.weight + self.bias


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        deviation = torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)
        return x / constant(deviation) * self.weight


class ChannelsNorm(LayerNorm):
    """Layer norm of the channels of maps."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class SqueezeExcite(nn.Module):
    def __init__(self, width, inner, activation, gate):
        super().__init__()
        self.down, self.up = nn.Conv2d(width, inner, 1), nn.Conv2d(inner, width, 1)
        self.activation, self.gate = activation, gate

    def forward(self, x):
        pooled = self.activation(self.down(F.adaptive_avg_pool2d(x, 1)))
        return x * constant(self.gate(self.up(pooled)))


class Attention(nn.Module):
    """Of `heads` heads, with a bias or a mask of the scores."""

    def __init__(self, width, heads, bias=None):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.bias = bias

    def forward(self, x, mask=None):
        n, tokens, width = x.shape
        parts = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) * self.scale
        if self.bias is not None:
            scores = scores + self.bias()
        if mask is not None:
            windows = mask.shape[0]
            scores = scores.view(n // windows, windows, self.heads, tokens, tokens)
            scores = (scores + mask.unsqueeze(1).unsqueeze(0)).view(
                -1, self.heads, tokens, tokens
            )
        mixed = constant(scores.softmax(-1)) @ v
        return self.out(mixed.transpose(1, 2).reshape(n, tokens, width))


class RelativeBias(nn.Module):
    def __init__(self, window, heads):
        super().__init__()
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        rows, columns = torch.meshgrid(
            torch.arange(window), torch.arange(window), indexing="ij"
        )
        places = torch.stack([rows.flatten(), columns.flatten()])
        apart = (places[:, :, None] - places[:, None, :]) + window - 1
        self.register_buffer("index", apart[0] * (2 * window - 1) + apart[1])
        self.count = window * window

    def forward(self):
        bias = self.table[self.index.reshape(-1)]
        return bias.view(self.count, self.count, -1).permute(2, 0, 1).unsqueeze(0)


class SwinBlock(nn.Module):
    def __init__(self, width, heads, side, window, shift):
        super().__init__()
        self.norm1, self.norm2 = LayerNorm(width), LayerNorm(width)
        self.attention = Attention(width, heads, RelativeBias(window, heads))
        self.mlp = nn.Sequential(
            nn.Linear(width, 2 * width), Gelu(), nn.Linear(2 * width, width)
        )
        self.side, self.window, self.shift = side, window, shift
        mask = None
        if shift:
            regions = torch.zeros(1, side, side, 1)
            cuts = (slice(0, -window), slice(-window, -shift), slice(-shift, None))
            for i, rows in enumerate(cuts):
                for j, columns in enumerate(cuts):
                    regions[:, rows, columns] = 3 * i + j
            parts = self.windows(regions).squeeze(-1)
            apart = parts.unsqueeze(1) - parts.unsqueeze(2)
            mask = torch.where(apart == 0, 0.0, -100.0)
        self.register_buffer("mask", mask)

    def windows(self, x):
        n, height, width, channels = x.shape
        w = self.window
        x = x.view(n, height // w, w, width // w, w, channels)
        return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, w * w, channels)

    def together(self, x, n):
        w, count = self.window, self.side // self.window
        x = x.view(n, count, count, w, w, -1).permute(0, 1, 3, 2, 4, 5)
        return x.reshape(n, self.side, self.side, -1)

    def forward(self, x):
        n, tokens, width = x.shape
        maps = self.norm1(x).view(n, self.side, self.side, width)
        if self.shift:
            maps = torch.roll(maps, (-self.shift, -self.shift), (1, 2))
        maps = self.together(self.attention(self.windows(maps), self.mask), n)
        if self.shift:
            maps = torch.roll(maps, (self.shift, self.shift), (1, 2))
        x = x + maps.view(n, tokens, width)
        return x + self.mlp(self.norm2(x))


class Swin(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches, self.norm = nn.Conv2d(3, 16, 2, 2), LayerNorm(16)
        self.first = nn.Sequential(*[SwinBlock(16, 2, 8, 4, shift) for shift in (0, 2)])
        self.merge_norm, self.merge = LayerNorm(64), nn.Linear(64, 24, bias=False)
        self.second = SwinBlock(24, 3, 4, 4, 0)
        self.last, self.head = LayerNorm(24), nn.Linear(24, CLASSES)

    def forward(self, x):
        x = self.first(self.norm(self.patches(x).flatten(2).transpose(1, 2)))
        x = x.view(-1, 8, 8, 16)
        corners = [x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)]
        x = self.merge(self.merge_norm(torch.cat(corners, -1).view(-1, 16, 64)))
        return self.head(self.last(self.second(x)).mean(1))


class ConvNextBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = LayerNorm(width, eps=1e-6)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.activation = Gelu()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x):
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.scale * self.down(self.activation(self.up(y)))
        return x + y.permute(0, 3, 1, 2)


class ConvNext(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 8, 2, 2),
            ChannelsNorm(8, eps=1e-6),
            ConvNextBlock(8),
            ChannelsNorm(8, eps=1e-6),
            nn.Conv2d(8, 16, 2, 2),
            ConvNextBlock(16),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            LayerNorm(16, eps=1e-6),
            nn.Linear(16, CLASSES),
        )


def conv_bn(inputs, outputs, kernel, activation, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        activation,
    )


class Inverted(nn.Module):
    def __init__(self, width, wide, activation, gated):
        super().__init__()
        self.body = nn.Sequential(
            conv_bn(width, wide, 1, activation),
            conv_bn(wide, wide, 3, activation, groups=wide),
            gated,
            conv_bn(wide, width, 1, nn.Identity()),
        )

    def forward(self, x):
        return x + self.body(x)


class MobileNetV3(nn.Sequential):
    def __init__(self):
        gated = [
            SqueezeExcite(24, 8, nn.ReLU(), nn.Hardsigmoid()) for _ in range(2)
        ]
        super().__init__(
            conv_bn(3, 12, 3, Hardswish(), 2),
            Inverted(12, 24, nn.ReLU(), gated[0]),
            Inverted(12, 24, Hardswish(), gated[1]),
            conv_bn(12, 32, 1, Hardswish()),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(32, 32),
            Hardswish(),
            nn.Linear(32, CLASSES),
        )


class EfficientNet(nn.Sequential):
    def __init__(self):
        gated = [SqueezeExcite(24, 6, Silu(), nn.Sigmoid()) for _ in range(2)]
        super().__init__(
            conv_bn(3, 12, 3, Silu(), 2),
            Inverted(12, 24, Silu(), gated[0]),
            Inverted(12, 24, Silu(), gated[1]),
            conv_bn(12, 32, 1, Silu()),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(32, CLASSES),
        )


class SwiGlu(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.gate, self.up = nn.Linear(width, inner), nn.Linear(width, inner)
        self.down, self.activation = nn.Linear(inner, width), Silu()

    def forward(self, x):
        u, v = self.activation(self.gate(x)), self.up(x)
        product = 0.5 * (u * v.detach() + u.detach() * v) if libra else u * v
        return self.down(product)


class Glu(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.up, self.down = nn.Linear(width, 2 * inner), nn.Linear(inner, width)

    def forward(self, x):
        maps, gate = self.up(x).chunk(2, -1)
        return self.down(maps * constant(torch.sigmoid(gate)))


class Tokens(nn.Module):
    """A transformer of 16 patches, whose attention may be masked."""

    def __init__(self, norm, mlp, mask):
        super().__init__()
        self.patches = nn.Conv2d(3, 24, 4, 4)
        self.positions = nn.Parameter(torch.zeros(1, 16, 24))
        self.norms = nn.ModuleList([norm(24) for _ in range(5)])
        self.attentions = nn.ModuleList([Attention(24, 3) for _ in range(2)])
        self.mlps = nn.ModuleList([mlp(24, 32) for _ in range(2)])
        self.head = nn.Linear(24, CLASSES)
        self.register_buffer("mask", mask)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2) + self.positions
        for i in range(2):
            x = x + self.attentions[i](self.norms[2 * i](x), self.mask)
            x = x + self.mlps[i](self.norms[2 * i + 1](x))
        return self.head(self.norms[4](x).mean(1))


CAUSAL = torch.triu(torch.full((1, 16, 16), -1e4), 1)
NETWORKS = {
    "swin": Swin,
    "convnext": ConvNext,
    "mobilenet_v3": MobileNetV3,
    "efficientnet": EfficientNet,
    "swiglu": lambda: Tokens(RmsNorm, SwiGlu, None),
    "masked_glu": lambda: Tokens(LayerNorm, Glu, CAUSAL),
}


def draw(model, generator):
    """Weights that keep values near 1, biases that matter, exact in float32."""
    named = dict(model.named_parameters())
    named.update({k: v for k, v in model.named_buffers() if "running" in k})
    for name, value in named.items():
        normal = torch.randn(value.shape, generator=generator)
        if name.endswith("running_var"):
            drawn = 1 + 0.5 * normal.abs()
        elif name.endswith("weight") and value.dim() > 1:
            drawn = normal * (1.6 / math.sqrt(value[0].numel()))
        elif name.endswith("weight") or name.endswith("scale"):
            drawn = 1 + 0.2 * normal
        else:
            drawn = 0.3 * normal
        value.data.copy_(drawn.float())


def explicit_term(model, gradients):
    """The sum of <gradient, bias> over explicit biases."""
    total = 0.0
    for name, module in model.named_modules():
        own = gradients.get(f"{name}.bias" if name else "bias")
        if isinstance(module, nn.BatchNorm2d):
            deviation = (module.running_var + module.eps).sqrt()
            shift = module.bias - module.weight * module.running_mean / deviation
            total += (own * shift).sum().item()
        elif own is not None:
            total += (own * module.bias).sum().item()
    for name, gradient in gradients.items():
        if name.endswith(("positions", "bias.table")):
            total += (gradient * model.get_parameter(name)).sum().item()
    return total


def expected(model, image, target):
    global libra
    found = {}
    for libra, prefix in ((False, ""), (True, "libra_")):
        rows = []
        for i in range(COUNT):
            x = image[i : i + 1].clone().requires_grad_()
            logits = model(x)[0]
            names, parameters = zip(*model.named_parameters())
            first, *rest = torch.autograd.grad(
                logits[target[i]], [x, *parameters], allow_unused=True
            )
            gradients = {k: g for k, g in zip(names, rest) if g is not None}
            explicit = explicit_term(model, gradients)
            rows.append((logits.detach(), first[0], (first * x).sum().item(), explicit))
        logits, gradient, inputs, explicit = zip(*rows)
        if prefix == "":
            found["logits"] = torch.stack(logits)
        found[prefix + "input_gradient"] = torch.stack(gradient)
        found[prefix + "input_term"] = torch.tensor(inputs, dtype=torch.float64)
        found[prefix + "explicit_bias_term"] = torch.tensor(
            explicit, dtype=torch.float64
        )
    libra = False
    return found


def save(path, tensors):
    names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
    header, data = {}, b""
    for name, tensor in tensors.items():
        part = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(part)],
        }
        data += part
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main():
    for seed, (name, make) in enumerate(NETWORKS.items()):
        generator = torch.Generator().manual_seed(100 + seed)
        model = make().eval()
        draw(model, generator)
        image = torch.randn(COUNT, 3, SIZE, SIZE, generator=generator)
        target = torch.tensor([1, 3])
        folder = os.path.join(HERE, name)
        os.makedirs(folder, exist_ok=True)
        torch.onnx.export(
            model,
            image,
            os.path.join(folder, "model.onnx"),
            opset_version=13,
            input_names=["image"],
            output_names=["logits"],
            dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}},
        )
        found = expected(model.double(), image.double(), target)
        save(
            os.path.join(folder, "expected.safetensors"),
            {"image": image, "target": target, **found},
        )
        f = found["logits"][range(COUNT), target]
        for prefix in ("", "libra_"):
            rest = f - found[prefix + "input_term"] - found[prefix + "explicit_bias_term"]
            print(name, prefix, "f", f.tolist(), "rest", rest.tolist())


main()
