import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { knownModel, type KnownModel } from '../../protocol/models';

/** The list of models that others use, as it is bundled. */
export async function readKnownModels(path: string): Promise<KnownModel[]> {
  return z.array(knownModel).parse(JSON.parse(await readFile(path, 'utf8')));
}
