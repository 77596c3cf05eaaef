import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isBare } from '../../../src/engine/dataset/findRoot';
import { withFolder } from '../../support/workspace';

it.each([
  [['1.jpg', '2.png'], true],
  [['1.jpg', 'notes.txt', '1.txt'], true],
  [['train_1.jpg', 'train_1.txt', 'train_2.jpg', 'train_2.json'], true],
  [['1.jpg', 'labels.csv'], false],
  [['1.jpg', 'train.txt'], false],
  [['1.jpg', 'metadata.jsonl'], false],
  [['1.jpg', 'train_predictions.csv'], true],
  [['1.jpg', 'more/2.jpg'], false],
  [['labels.csv'], false],
])('%j: a class or a pile, which only its owner knows? %s', (names, bare) =>
  withFolder(async (folder) => {
    for (const name of names) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), '');
    }
    expect(await isBare(folder)).toBe(bare);
  }),
);
