import { constants } from 'node:fs';
import { access, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorReason, isSystemError, UserError } from '../errors';
import type { StoredRun } from './runFolder';

const exported = [
  'model.json',
  'weights.bin',
  'model.onnx',
  'card.json',
  'labels.json',
  'trained-on.json',
  'curves.svg',
  'run.json',
] as const;

/**
 * Copies what others need of a run into a new folder `<name>` below `folder` (`<name>-2`… where that is taken; nothing
 * is overwritten): TensorFlow.js model, ONNX model with its card, class names, curves, settings. Resolves to its path.
 * Throws `UserError` while there is no trained network, or when it cannot be written.
 */
export async function exportRun({ folder: run }: StoredRun, folder: string, name: string): Promise<string> {
  const isTrained = await access(run.file('model.onnx')).then(
    () => true,
    (_none: unknown) => false,
  );
  if (!isTrained)
    throw new UserError('This run holds no trained network yet. Go on with it, and let it end or stop it.');
  try {
    const target = await newFolder(folder, name);
    for (const file of exported) await copyFile(run.file(file), join(target, file), constants.COPYFILE_EXCL);
    return target;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(`The network cannot be written to ${folder} (${errorReason(error)}).`, { cause: error });
  }
}

async function newFolder(parent: string, name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const path = join(parent, i === 1 ? name : `${name}-${i}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
  }
}
