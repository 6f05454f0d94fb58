"""Writes kinds.pth and its siblings: what torch.save makes of every kind of tensor a state_dict
can hold. kinds.safetensors has the same tensors, packed and in float32, for comparison."""

from pathlib import Path

import torch
from safetensors.torch import save_file

here = Path(__file__).parent
torch.manual_seed(0)
base = torch.randn(6, 5)
layer = torch.nn.Linear(3, 2)
tied = torch.randn(4, 3)
kinds = {
    "model": {
        **layer.state_dict(),
        "tied.input": tied,
        "tied.output": tied,
        "parameter": torch.nn.Parameter(torch.randn(2, 2)),
        "frozen": torch.nn.Parameter(torch.randn(2), requires_grad=False),
        "half": torch.randn(17).half(),
        "bfloat16": torch.randn(3, 7).bfloat16(),
        "double": torch.randn(4).double(),
        "int64": torch.tensor([-(2**40), 0, 5]),
        "int32": torch.tensor([-7, 8], dtype=torch.int32),
        "int16": torch.tensor([-300, 300], dtype=torch.int16),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "transposed": base.t(),
        "rows": base[2:4],
        "columns": base[:, 1:4:2],
        "half.transposed": base.half().t(),
        "expanded": torch.arange(4.0).expand(3, 4),
        "reversed": base.permute(1, 0)[1:],
        "channels.last": torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    },
    "optimizer": {"state": {0: {"step": torch.tensor(9.0)}}, "param_groups": [{"lr": 0.1}]},
    "list": [torch.ones(2), 7],
    "epoch": 12,
    "huge": 2**40,
    "negative": -(2**35),
    "name": "ünïcode",
    "none": None,
}
for protocol in (2, 4):
    torch.save(kinds, here / f"kinds-{protocol}.pth", pickle_protocol=protocol)


def flatten(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from flatten(item, f"{name}.{key}" if name else str(key))


save_file(
    {name: tensor.detach().float().contiguous().clone() for name, tensor in flatten(kinds)},
    here / "kinds.safetensors")
torch.save(layer.state_dict(), here / "linear.pth")
torch.save(
    layer.state_dict(), here / "linear-legacy.pth", _use_new_zipfile_serialization=False)
torch.save(layer, here / "linear-module.pth")
torch.jit.script(layer).save(here / "linear-script.pt")
