"""Writes plain-unet.safetensors: a plain UNet of torch modules with random weights, its logits in training and evaluation,
Dice + cross-entropy, gradients, and the norms' statistics after the step.   python3 make_plain_unet.py
"""
import os
import torch
from safetensors.torch import save_file
from torch import nn


def double(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


class PlainUNet(nn.Module):
    def __init__(self, inputs, outputs, channels):
        super().__init__()
        self.down = nn.ModuleList(double(a, b) for a, b in zip([inputs] + channels, channels))
        levels = list(zip(channels[:0:-1], channels[-2::-1]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, stride=2) for a, b in levels)
        self.dec = nn.ModuleList(double(2 * b, b) for _, b in levels)
        self.out = nn.Conv2d(channels[0], outputs, 1)

    def forward(self, x):
        kept = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else nn.functional.max_pool2d(x, 2))
            kept.append(x)
        x = kept.pop()
        for up, block in zip(self.up, self.dec):
            x = block(torch.cat([kept.pop(), up(x)], 1))
        return self.out(x)


torch.manual_seed(1984)
torch.set_num_threads(1)
model = PlainUNet(2, 3, [6, 8, 12])
for module in model.modules():
    if isinstance(module, nn.BatchNorm2d):
        nn.init.uniform_(module.weight, 0.5, 1.5)
        nn.init.uniform_(module.bias, -0.5, 0.5)
        nn.init.uniform_(module.running_mean, -0.2, 0.2)
        nn.init.uniform_(module.running_var, 0.5, 1.5)
image = torch.randn(2, 2, 24, 20)
labels = torch.randint(0, 3, (2, 24, 20))
target = nn.functional.one_hot(labels, 3).permute(0, 3, 1, 2).float()

tensors = {f"model/{name}": value.clone() for name, value in model.state_dict().items() if "num_batches" not in name}
tensors |= {"image": image, "target": target}
model.eval()
with torch.no_grad():
    tensors["logits/evaluation"] = model(image)
model.train()
logits = model(image)
tensors["logits/training"] = logits.detach()
p = logits.softmax(1)
dice = 1 - ((2 * (p * target).sum((2, 3)) + 1e-5) / (p.sum((2, 3)) + target.sum((2, 3)) + 1e-5)).mean()
loss = dice + nn.functional.cross_entropy(logits, labels)
loss.backward()
tensors["loss"] = loss.detach()[None]
tensors |= {f"grad/{name}": value.grad for name, value in model.named_parameters()}
tensors |= {f"after/{name}": value.clone() for name, value in model.named_buffers() if "num_batches" not in name}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "plain-unet.safetensors")
save_file({name: value.contiguous() for name, value in tensors.items()}, path)
