#!/usr/bin/env python3
"""Write operations.safetensors: torch's results and gradients of the operations, in double precision.

    pip install torch safetensors numpy
    python make_operations.py

For each case: <case>/in<i>, <case>/y, <case>/weights (of the sum that gradients are taken of), <case>/grad<i>.
"""
import pathlib
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(7)


def dropout(x, probability, seed):
    """Torch's dropout with the mask of SplitMix64's sequence."""
    kept, state = [], seed
    for _ in range(x.numel()):
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        z = state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
        kept.append(float((z ^ z >> 31) >> 40) / 2**24 >= probability)
    return x * torch.tensor(kept).double().reshape(x.shape) / (1 - probability)


CASES = {
    "conv3x3": (lambda x, w, b: F.conv2d(x, w, b, padding=1), [(2, 5, 6, 19), (9, 5, 3, 3), (9,)]),
    "conv3x3-wide": (lambda x, w, b: F.conv2d(x, w, b, padding=1), [(1, 2, 5, 37), (3, 2, 3, 3), (3,)]),
    "conv3x3-stride2": (lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1), [(2, 3, 7, 6), (4, 3, 3, 3), (4,)]),
    "conv1x1": (lambda x, w, b: F.conv2d(x, w, b), [(2, 3, 4, 5), (2, 3, 1, 1), (2,)]),
    "conv-transpose2": (lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2), [(2, 3, 4, 5), (3, 2, 2, 2), (2,)]),
    "conv-transpose3": (lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1), [(2, 3, 4, 5), (3, 2, 3, 3), (2,)]),
    "instance-norm": (lambda x: F.instance_norm(x), [(2, 3, 5, 4)]),
    "batch-norm-relu": (lambda x, g, b: F.relu(F.batch_norm(x, None, None, g, b, training=True)), [(3, 2, 4, 5), (2,), (2,)]),
    "layer-norm": (lambda x, g, b: F.layer_norm(x, (7,), g, b), [(3, 2, 7), (7,), (7,)]),
    "softmax": (lambda x: x.softmax(-1), [(4, 6)]),
    "max-pool": (lambda x: F.max_pool2d(x, 2), [(2, 2, 5, 6)]),
    "average-pool": (lambda x: F.avg_pool2d(x, 2), [(2, 2, 5, 6)]),
    "relu": (lambda x: F.relu(x), [(4, 5)]),
    "leaky-relu": (lambda x: F.leaky_relu(x, 0.1), [(4, 5)]),
    "prelu": (lambda x, a: F.prelu(x, a), [(2, 3, 4), (1,)]),
    "gelu": (lambda x: F.gelu(x), [(4, 5)]),
    "sigmoid": (lambda x: x.sigmoid(), [(4, 5)]),
    "softplus": (lambda x: F.softplus(x), [(4, 5)]),
    "exp": (lambda x: x.exp(), [(4, 5)]),
    "log": (lambda x: (x * x + 1).log(), [(4, 5)]),
    "add": (lambda a, b: a + b, [(2, 3, 4), (3, 1)]),
    "subtract": (lambda a, b: a - b, [(3, 1), (2, 3, 4)]),
    "multiply": (lambda a, b: a * b, [(2, 1, 4), (3, 1)]),
    "divide": (lambda a, b: a / (b * b + 1), [(2, 3, 4), (3, 1)]),
    "mean": (lambda x: x.mean((0, 2), keepdim=True), [(2, 3, 4)]),
    "matmul": (lambda a, b: a @ b.T, [(3, 4), (5, 4)]),
    "concatenate": (lambda a, b: torch.cat([a, b], 1), [(2, 3, 2), (2, 1, 2)]),
    "conv3x3-deep": (lambda x, w: F.conv2d(x, w, padding=1), [(1, 70, 5, 6), (9, 70, 3, 3)]),
    "instance-norm-leaky": (lambda x, g, b: F.leaky_relu(F.instance_norm(x, weight=g, bias=b), 0.1), [(2, 3, 5, 4), (3,), (3,)]),
    "square-root": (lambda x: (x * x + 1).sqrt(), [(4, 5)]),
    "dropout": (lambda x: dropout(x, 0.25, 7), [(5, 7)]),
    "scale": (lambda x: 3 * x - 2, [(4, 5)]),
    "sum": (lambda x: x.sum(), [(2, 3, 4)]),
    "reshape": (lambda x: x.reshape(6, 4), [(2, 3, 4)]),
    "batched-matmul": (lambda a, b: a @ b, [(2, 3, 4, 5), (2, 3, 5, 2)]),
    "permute": (lambda x: x.permute(1, 2, 0), [(2, 3, 4)]),
}
out = {}
for name, (operation, shapes) in CASES.items():
    inputs = [torch.randn(s).double().requires_grad_() for s in shapes]
    y = operation(*inputs)
    weights = torch.randn(y.shape).double()
    gradients = torch.autograd.grad((y * weights).sum(), inputs)
    out |= {f"{name}/y": y.detach(), f"{name}/weights": weights}
    for i, (value, gradient) in enumerate(zip(inputs, gradients)):
        out |= {f"{name}/in{i}": value.detach(), f"{name}/grad{i}": gradient}
target = pathlib.Path(__file__).parent / "operations.safetensors"
save_file({k: v.float().contiguous() for k, v in out.items()}, str(target))
print(len(CASES), "cases,", target.stat().st_size, "bytes")
