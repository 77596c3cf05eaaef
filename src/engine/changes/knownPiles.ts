import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { replaceFile } from '../dataset/datasetIdentity';
import { userStateFolder } from '../dataset/stateLocation';
import { errorReason, isSystemError, UserError } from '../errors';
import { ensureFolder, lstatIfThere } from './files/directories';
import { diskOps } from './files/fileOps';

/**
 * The folders outside any dataset from which this user took images in. A journal travels with its dataset and may come
 * from anybody: a folder that it names counts only when it is known here.
 */
export interface KnownPiles {
  has(pile: string): Promise<boolean>;
  /** Throws `UserError` where it cannot be noted: an undo could not put the images back then. */
  note(pile: string): Promise<void>;
}

/** Noted in the user's own state folder, one file for each. */
export function userPiles(env?: NodeJS.ProcessEnv): KnownPiles {
  const folder = join(userStateFolder(env), 'piles');
  const file = (pile: string): string => join(folder, createHash('sha256').update(pile).digest('hex').slice(0, 32));
  return {
    has: async (pile) => (await lstatIfThere(diskOps, file(pile)))?.kind === 'file',
    note: async (pile) => {
      try {
        await ensureFolder(diskOps, folder);
        await replaceFile(file(pile), `${pile}\n`);
      } catch (error) {
        if (!isSystemError(error)) throw error;
        throw new UserError(
          `No images are taken from ${pile}: that cannot be noted in ${folder} (${errorReason(error)}), and without it an undo could not put them back.`,
          { cause: error },
        );
      }
    },
  };
}
