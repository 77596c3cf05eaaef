"""Writes a checkpoint's averaged weights as ONNX, with the card and the class names that Winnow reads.

usage: export.py CHECKPOINT OUT_FOLDER [--name NAME] [--size 96] [--licence TEXT]
"""

import argparse
import hashlib
import inspect
import json
import os

import torch

from model import Backbone


def write_onnx(model, path: str):
    """Any batch and any size. The `onnx` package is not needed."""
    settings = dict(
        input_names=['pixels'],
        output_names=['embedding', 'logits'],
        dynamic_axes={
            'pixels': {0: 'batch', 2: 'height', 3: 'width'},
            'embedding': {0: 'batch'},
            'logits': {0: 'batch'},
        },
        opset_version=15,
    )
    if 'dynamo' in inspect.signature(torch.onnx.export).parameters:
        settings['dynamo'] = False
        import torch.onnx._internal.torchscript_exporter.onnx_proto_utils as proto

        # It would only look for functions of other packages, and imports onnx to do so.
        proto._add_onnxscript_fn = lambda model_bytes, custom_opsets: model_bytes
    torch.onnx.export(model, torch.zeros(1, 3, 64, 64), path, **settings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('checkpoint')
    parser.add_argument('folder')
    parser.add_argument('--name', default='my-backbone')
    parser.add_argument('--size', type=int, default=96, help='side that images are brought to, from 48')
    parser.add_argument('--licence')
    options = parser.parse_args()
    torch.set_num_threads(1)
    state = torch.load(options.checkpoint, map_location='cpu')
    model = Backbone(len(state['classes']))
    model.load_state_dict(state['averaged'])
    model.eval()
    os.makedirs(options.folder, exist_ok=True)
    place = lambda name: os.path.join(options.folder, name)
    write_onnx(model, place('backbone.onnx'))
    with open(place('backbone.onnx'), 'rb') as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    with open(place('labels.json'), 'w', encoding='utf8') as file:
        json.dump(state['classes'], file, ensure_ascii=False, indent=1)
    unit = {'scale': 1, 'mean': [0, 0, 0], 'std': [1, 1, 1]}
    card = {
        'name': options.name,
        'file': 'backbone.onnx',
        'sha256': sha256,
        **({'licence': options.licence} if options.licence else {}),
        'input': {'name': 'pixels', 'size': options.size, 'crop': 'cover', 'layout': 'NCHW', **unit},
        'embedding': {'name': 'embedding', 'width': model.classifier.in_features},
        'logits': {'name': 'logits', 'labels': 'labels.json'},
    }
    with open(place('card.json'), 'w', encoding='utf8') as file:
        json.dump(card, file, ensure_ascii=False, indent=2)
    print(f'{place("card.json")}: {len(state["classes"])} classes, held-out accuracy {state["accuracy"]:.3f}')


if __name__ == '__main__':
    main()
