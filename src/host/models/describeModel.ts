import { l10n, window } from 'vscode';
import type { Params } from '../../protocol/request';
import type { EngineRequests } from '../../protocol/engineRequests';
import type { ModelPort, ModelPorts } from '../../protocol/models';
import type { EngineClient } from '../engine/engineClient';

type Undescribed = Params<EngineRequests['inspectModel']>['model'];
type Card = Params<EngineRequests['keepModel']>['card'];
type Input = Card['input'];

/** How pixels become numbers in the families of models there are: (pixel * scale - mean) / std. */
const preprocessings = (): readonly (Pick<Input, 'scale' | 'mean' | 'std'> & {
  label: string;
  description: string;
})[] => [
  {
    label: l10n.t('ImageNet mean and deviation'),
    description: l10n.t('torchvision, timm, DINOv2 and most others'),
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  {
    label: l10n.t('CLIP'),
    description: l10n.t('CLIP and OpenCLIP'),
    scale: 1 / 255,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
  {
    label: l10n.t('-1 to 1'),
    description: l10n.t('MobileNet and EfficientNet of TensorFlow, SigLIP, ViT'),
    scale: 1 / 127.5,
    mean: [1, 1, 1],
    std: [1, 1, 1],
  },
  {
    label: l10n.t('0 to 1'),
    description: l10n.t('the model normalises the rest itself'),
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  {
    label: l10n.t('0 to 255'),
    description: l10n.t('the model normalises by itself'),
    scale: 1,
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
];

/**
 * Asks for what a model's file does not say, the rest is read off it; undefined when the user gives up. Throws when it is
 * no image model.
 */
export async function describeModel(
  engine: EngineClient,
  model: Undescribed,
  ports: ModelPorts,
  name: string,
): Promise<Card | undefined> {
  const title = l10n.t('Describe {0}', name);
  const port = imageInput(ports);
  const { layout, side } = shapeOf(port);
  const size = side ?? (await askSize(title));
  if (size === undefined) return undefined;
  const preprocessing = await window.showQuickPick(preprocessings(), {
    title,
    placeHolder: l10n.t('How does the model expect its pixels?'),
    matchOnDescription: true,
  });
  if (!preprocessing) return undefined;
  const { scale, mean, std } = preprocessing;
  const input: Input = { name: port.name, size, crop: 'cover', layout, scale, mean, std };
  const { outputs } = await engine.askEngine('probeModel', { model, input });
  const embedding = await chooseOutput(title, ports, outputs);
  return embedding && { name, input, embedding };
}

function imageInput({ inputs }: ModelPorts): ModelPort {
  const [first, ...others] = inputs;
  if (others.length > 0)
    throw new Error(
      l10n.t(
        'The model takes more than an image ({0}). Use the part of it that encodes images alone.',
        inputs.map(({ name }) => name).join(', '),
      ),
    );
  if (first?.type !== 'float32' || first.shape.length !== 4)
    throw new Error(l10n.t('The model takes no image: its input is not four-dimensional float32.'));
  return first;
}

function shapeOf({ shape }: ModelPort): { layout: Input['layout']; side: number | undefined } {
  const layout = shape[3] === 3 && shape[1] !== 3 ? 'NHWC' : 'NCHW';
  const side = layout === 'NHWC' ? shape[1] : shape[2];
  return { layout, side: side > 0 ? side : undefined };
}

async function askSize(title: string): Promise<number | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: l10n.t('The side of the square that images are brought to, in pixels. More is slower.'),
    value: '224',
    validateInput: (value) =>
      /^\d+$/.test(value) && Number(value) >= 16 && Number(value) <= 1024
        ? undefined
        : l10n.t('A number from 16 to 1024'),
  });
  return text === undefined ? undefined : Number(text);
}

async function chooseOutput(
  title: string,
  ports: ModelPorts,
  outputs: readonly { readonly name: string; readonly numbers: number }[],
): Promise<Card['embedding'] | undefined> {
  const items = outputs.map(({ name, numbers }) => {
    const shape = ports.outputs.find((port) => port.name === name)?.shape ?? [];
    // [images, tokens, width]: the first token stands for the image.
    const width = shape.length === 3 && shape[2] > 0 && shape[2] < numbers ? shape[2] : numbers;
    const isFirst = width < numbers;
    return {
      label: name,
      description: isFirst
        ? l10n.t('{0} numbers an image, the first token', width)
        : l10n.t('{0} numbers an image', width),
      embedding: { name, width, ...(isFirst && { pick: 'first' as const }) },
    };
  });
  if (items.length === 1) return items[0].embedding;
  const placeHolder = l10n.t('Which output describes an image? A pooled one of a few hundred numbers serves best.');
  return (await window.showQuickPick(items, { title, placeHolder }))?.embedding;
}
