"""Trains the backbone on a folder of classes within a time budget.

usage: train.py FOLDER SECONDS [--out CHECKPOINT] [--start CHECKPOINT] [--sizes 32,48,64] [--rate 0.15] [--seed 7]

SGD with momentum, label smoothing and averaged weights; the learning rate is a cosine in elapsed time, and the picture
grows with it (30 %, 40 %, 30 % of the time). The checkpoint is written after every epoch.
"""

import argparse
import copy
import math
import os
import time

import torch
import torch.nn.functional as F

from images import listing, load
from model import Backbone

LARGEST_BATCH = 128
# A small folder is seen in smaller batches, so that an epoch has some steps.
LEAST_BATCHES = 30


def crops(pixels, size: int):
    """Random resized crop (area 0.3 to 1), horizontal flip, brightness and contrast: one grid_sample for the batch."""
    n = len(pixels)
    area = torch.empty(n).uniform_(0.3, 1)
    ratio = torch.exp(torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3)))
    width, height = (area * ratio).sqrt().clamp(max=1), (area / ratio).sqrt().clamp(max=1)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = width * torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    theta[:, 1, 1] = height
    theta[:, 0, 2] = (torch.rand(n) * 2 - 1) * (1 - width)
    theta[:, 1, 2] = (torch.rand(n) * 2 - 1) * (1 - height)
    grid = F.affine_grid(theta, (n, 3, size, size), align_corners=False)
    out = F.grid_sample(pixels, grid, mode='bilinear', padding_mode='reflection', align_corners=False)
    contrast, brightness = torch.empty(n, 1, 1, 1).uniform_(0.75, 1.25), torch.empty(n, 1, 1, 1).uniform_(-20, 20)
    return (out * contrast + brightness).clamp(0, 255)


@torch.no_grad()
def accuracy(model, pictures, labels) -> float:
    model.eval()
    starts = range(0, len(pictures), 500)
    hits = [(model(pictures[i : i + 500].float())[1].argmax(1) == labels[i : i + 500]).sum().item() for i in starts]
    return sum(hits) / max(1, len(pictures))


def average_into(averaged, model, decay: float):
    """Moves the averaged weights and running statistics a little towards the model's."""
    with torch.no_grad():
        for a, b in zip(averaged.parameters(), model.parameters()):
            a.lerp_(b, 1 - decay)
        for a, b in zip(averaged.buffers(), model.buffers()):
            if a.is_floating_point():
                a.lerp_(b, 1 - decay)
            else:
                a.copy_(b)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('seconds', type=float)
    parser.add_argument('--out', default='checkpoint.pt')
    parser.add_argument('--start', help='a checkpoint to go on from, of the same classes')
    parser.add_argument('--sizes', default='32,48,64')
    parser.add_argument('--rate', type=float, default=0.15)
    parser.add_argument('--seed', type=int, default=7)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    names, train, held_out = listing(options.folder)
    if len(names) < 2:
        raise SystemExit(f'{options.folder} has {len(names)} classes; a folder for each of two or more is needed.')
    pictures, labels = load(train)
    held_pictures, held_labels = load(held_out)
    print(f'{len(names)} classes, {len(pictures)} images to train on, {len(held_pictures)} held out', flush=True)
    sizes = [int(size) for size in options.sizes.split(',')]
    model = Backbone(len(names)).to(memory_format=torch.channels_last)
    if options.start:
        model.load_state_dict(torch.load(options.start, map_location='cpu')['model'])
    averaged = copy.deepcopy(model)
    matrices = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{'params': matrices, 'weight_decay': 5e-4}, {'params': rest, 'weight_decay': 0}]
    optimiser = torch.optim.SGD(groups, lr=options.rate, momentum=0.9, nesterov=True)
    batch_size = max(16, min(LARGEST_BATCH, len(pictures) // LEAST_BATCHES))
    batches = max(1, len(pictures) // batch_size)
    highest = options.rate * batch_size / LARGEST_BATCH
    began, done, step, epoch = time.time(), 0.0, 0, 0
    while done < 1:
        model.train()
        order = torch.randperm(len(pictures))
        losses = []
        for batch in range(batches):
            done = (time.time() - began) / options.seconds
            if done >= 1:
                break
            size = sizes[min(len(sizes) - 1, 0 if done < 0.3 else 1 if done < 0.7 else 2)]
            warm = min(1.0, 0.02 + done / 0.03)
            for group in optimiser.param_groups:
                group['lr'] = highest * warm * 0.5 * (1 + math.cos(math.pi * done))
            rows = order[batch * batch_size : (batch + 1) * batch_size]
            inputs = crops(pictures[rows].float(), size).to(memory_format=torch.channels_last)
            loss = F.cross_entropy(model(inputs)[1], labels[rows], label_smoothing=0.1)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            step += 1
            average_into(averaged, model, min(0.998, step / (step + 100)))
            losses.append(loss.item())
        if not losses:
            break
        epoch += 1
        found = accuracy(averaged, held_pictures, held_labels)
        print(f'epoch {epoch}, {done:.0%}: loss {sum(losses) / len(losses):.3f}, held-out accuracy {found:.3f}', flush=True)
        part = f'{options.out}.part'
        state = {'model': model.state_dict(), 'averaged': averaged.state_dict(), 'classes': names, 'accuracy': found}
        torch.save(state, part)
        os.replace(part, options.out)


if __name__ == '__main__':
    main()
