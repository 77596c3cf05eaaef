import { pythonString } from './pythonString';

// prettier-ignore
export const snippetKinds = ['decisions', 'predictions', 'torchvision', 'fastai', 'keras', 'huggingface', 'dcgan'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

/** What a snippet says about a dataset. */
export interface SnippetFacts {
  /** Absolute path. */
  readonly root: string;
  /** Folders below the root that are subsets, with what they are; none for a dataset without subsets. */
  readonly subsets: readonly { readonly folder: string; readonly subset: string }[];
  /** Classes that have images. */
  readonly classes: readonly string[];
  /** Absolute path of the table of all images. */
  readonly table: string;
  /** Absolute path at which predictions are to be written. */
  readonly predictions: string;
}

/** Python that reads the dataset, or Winnow's table of it, or writes predictions for it. Ends with a line break. */
export function notebookSnippet(kind: SnippetKind, facts: SnippetFacts): string {
  const lines = writers[kind](facts);
  return `${lines.join('\n')}\n`;
}

const writers: Readonly<Record<SnippetKind, (facts: SnippetFacts) => readonly string[]>> = {
  decisions,
  predictions,
  torchvision,
  fastai,
  keras,
  huggingface,
  dcgan,
};

function decisions({ root, table }: SnippetFacts): string[] {
  return [
    'import pandas as pd',
    '',
    `root = ${pythonString(root)}`,
    `images = ${readTable(table)}`,
    'decided = images[images["decision"].notna()]',
    '# A new label may also come with a conversion or a new name; a relabel without one means unsorted.',
    'relabelled = images["decision"].eq("relabel") | images["new_label"].notna()',
    'label = images["new_label"].where(relabelled, images["given"])',
    'stays = ~images["decision"].isin(["delete", "set-aside", "split"])',
    'clean = images[stays].assign(label=label, file=root + "/" + images["path"])',
    'print(len(images), "images,", len(decided), "decided,", len(clean), "stay")',
  ];
}

function readTable(table: string): string {
  const path = pythonString(table);
  if (table.endsWith('.parquet')) return `pd.read_parquet(${path})`;
  if (table.endsWith('.jsonl')) return `pd.read_json(${path}, lines=True, dtype=False)`;
  return `pd.read_csv(${path}, dtype={"given": str, "new_label": str}, keep_default_na=False, na_values=[""])`;
}

function predictions(facts: SnippetFacts): string[] {
  return [
    'import pandas as pd',
    '',
    '# paths: one for each image; probabilities: [images, classes], from a model that did not train on them.',
    'def write_predictions(paths, probabilities, classes):',
    '    table = pd.DataFrame(probabilities, columns=list(classes))',
    '    table.insert(0, "file", [str(path) for path in paths])',
    `    table.to_csv(${pythonString(facts.predictions)}, index=False)`,
    '',
    '# For example: write_predictions([path for path, _ in data.samples], probabilities, data.classes)',
  ];
}

function torchvision(facts: SnippetFacts): string[] {
  return [
    'import torch',
    'from torchvision import datasets, transforms',
    '',
    'transform = transforms.Compose([',
    '    transforms.Lambda(lambda image: image.convert("RGB")),',
    '    transforms.Resize(256),',
    '    transforms.CenterCrop(224),',
    '    transforms.ToTensor(),',
    '    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),',
    '])',
    ...nestedNote(facts),
    ...parts(facts).flatMap(({ name, folder }) => [
      `${name}_data = datasets.ImageFolder(${pythonString(folder)}, transform)`,
      `${name}_loader = torch.utils.data.DataLoader(${name}_data, batch_size=32, shuffle=${name === 'train' ? 'True' : 'False'}, num_workers=0)`,
    ]),
    `print(${parts(facts)
      .map(({ name }) => `len(${name}_data)`)
      .join(', ')}, ${parts(facts)[0].name}_data.classes)`,
  ];
}

function fastai(facts: SnippetFacts): string[] {
  const named = new Map(facts.subsets.map(({ folder, subset }) => [subset, folder]));
  const train = named.get('train');
  const valid = named.get('valid') ?? named.get('test');
  const division =
    train !== undefined && valid !== undefined
      ? `train=${pythonString(train)}, valid=${pythonString(valid)}`
      : 'valid_pct=0.2, seed=42';
  return [
    'from fastai.vision.all import ImageDataLoaders, Resize',
    '',
    ...nestedNote(facts),
    `loaders = ImageDataLoaders.from_folder(${pythonString(train !== undefined && valid !== undefined ? facts.root : classFolder(facts, facts.root))}, ${division}, item_tfms=Resize(224))`,
    'loaders.show_batch()',
  ];
}

function keras(facts: SnippetFacts): string[] {
  const shape = 'image_size=(224, 224), batch_size=32, label_mode="int"';
  const own = parts(facts);
  return [
    'import tensorflow as tf',
    '',
    ...nestedNote(facts),
    ...(own.length > 1 || own[0].name !== 'all'
      ? own.map(
          ({ name, folder }) =>
            `${name}_data = tf.keras.utils.image_dataset_from_directory(${pythonString(folder)}, ${shape})`,
        )
      : [
          'train_data, valid_data = tf.keras.utils.image_dataset_from_directory(',
          `    ${pythonString(own[0].folder)}, ${shape},`,
          '    validation_split=0.2, subset="both", seed=42,',
          ')',
        ]),
  ];
}

function huggingface(facts: SnippetFacts): string[] {
  const own = parts(facts);
  const files = own.map(
    ({ name, folder }) => `${pythonString(name === 'all' ? 'train' : name)}: ${pythonString(`${folder}/**`)}`,
  );
  return [
    'from datasets import load_dataset',
    '',
    ...nestedNote(facts),
    `data = load_dataset("imagefolder", data_files={${files.join(', ')}}, drop_labels=False)`,
    'print(data)',
  ];
}

function dcgan(facts: SnippetFacts): string[] {
  return [
    'import torch',
    'from torchvision import datasets, transforms',
    '',
    'image_size = 64',
    'transform = transforms.Compose([',
    '    transforms.Lambda(lambda image: image.convert("RGB")),',
    '    transforms.Resize(image_size),',
    '    transforms.CenterCrop(image_size),',
    '    transforms.ToTensor(),',
    '    transforms.Normalize([0.5] * 3, [0.5] * 3),  # to -1..1, as a tanh generator draws',
    '])',
    'data = torch.utils.data.ConcatDataset([',
    ...parts(facts).map(({ folder }) => `    datasets.ImageFolder(${pythonString(folder)}, transform),`),
    '])',
    'loader = torch.utils.data.DataLoader(data, batch_size=min(128, len(data)), shuffle=True, drop_last=True, num_workers=0)',
    'real, _ = next(iter(loader))',
    'print(len(data), tuple(real.shape), float(real.min()), float(real.max()))',
  ];
}

/** One folder for each subset, or the whole dataset as `all`. */
function parts(facts: SnippetFacts): { readonly name: string; readonly folder: string }[] {
  const known = facts.subsets.filter(({ subset }, i) => facts.subsets.findIndex((one) => one.subset === subset) === i);
  if (known.length === 0) return [{ name: 'all', folder: classFolder(facts, facts.root) }];
  return known.map(({ folder, subset }) => ({ name: subset, folder: classFolder(facts, `${facts.root}/${folder}`) }));
}

/** The folder in which the classes stand: below the one that all of them lie in, where there is one. */
function classFolder({ classes }: SnippetFacts, folder: string): string {
  const [first, ...rest] = classes.map((name) => name.split('/').slice(0, -1));
  if (first === undefined) return folder;
  let shared = first.length;
  for (const own of rest)
    while (shared > 0 && own.slice(0, shared).join('/') !== first.slice(0, shared).join('/')) shared--;
  return [folder, ...first.slice(0, shared)].join('/');
}

function nestedNote(facts: SnippetFacts): string[] {
  const below = classFolder(facts, '').split('/').filter(Boolean).length;
  return facts.classes.some((name) => name.split('/').length > below + 1)
    ? ['# Some classes are folders in folders here; this loader takes the outer folders for the classes.']
    : [];
}
