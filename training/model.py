"""The small residual network behind Winnow's bundled embedding."""

import torch
from torch import nn


class Block(nn.Module):
    """Two 3x3 convolutions with a shortcut; the first may halve the picture."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if inputs != outputs or stride != 1:
            shrink = nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Identity()
            self.shortcut = nn.Sequential(
                shrink, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
            )
        nn.init.zeros_(self.second_norm.weight)

    def forward(self, x):
        y = torch.relu(self.first_norm(self.first(x)))
        y = self.second_norm(self.second(y))
        return torch.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Backbone(nn.Module):
    """RGB from 0 to 255, [N, 3, height, width] of any size from 48 px: (embedding [N, 384], logits [N, classes])."""

    def __init__(self, classes: int, widths=(48, 96, 192, 384)):
        super().__init__()
        self.register_buffer('mean', torch.tensor([122.5, 114.3, 101.4]).view(1, 3, 1, 1))
        self.register_buffer('std', torch.tensor([70.5, 68.5, 71.9]).view(1, 3, 1, 1))
        self.stem = nn.Sequential(
            nn.Conv2d(3, widths[0], 3, 2, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()
        )
        stages = zip((widths[0], *widths), widths, (1, 2, 2, 2))
        self.stages = nn.Sequential(*[Block(i, o, s) for i, o, s in stages])
        self.classifier = nn.Linear(widths[-1], classes)

    def forward(self, pixels):
        x = self.stages(self.stem((pixels - self.mean) / self.std))
        embedding = x.mean((2, 3))
        return embedding, self.classifier(embedding)
