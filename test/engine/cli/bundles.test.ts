import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programs } from '../../support/workspace';

const loads = (program: string, name: string): boolean =>
  new RegExp(`(?:require|import)\\("${name}"\\)`).test(readFileSync(join(programs, `${program}.js`), 'utf8'));

it.each(['sharp', 'onnxruntime-node', 'onnxruntime-web', '@techstark/opencv-js'])(
  '%s is loaded by worker processes only',
  (name) => {
    for (const program of ['cli', 'engine', 'extension', 'host']) expect(loads(program, name), program).toBe(false);
  },
);

it('no native module is loaded in the extension host', () => {
  for (const program of ['extension', 'host']) expect(loads(program, 'lmdb'), program).toBe(false);
});

it('the workers do load what they need', () => {
  expect(loads('imageWorker', 'sharp')).toBe(true);
  expect(loads('compute', 'onnxruntime-node')).toBe(true);
  expect(loads('compute', 'onnxruntime-web')).toBe(true);
});
