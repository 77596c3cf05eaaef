import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopySettings } from '../../protocol/cleanCopy';
import type { EarlierCopy } from './copyManifest';
import type { SourceParts } from './makeFiles';
import type { PlannedImage } from './planFiles';
import type { Stage } from './stage';

/** What the writers of a copy share. */
export interface CopyJob {
  readonly parts: SourceParts;
  readonly stage: Stage;
  readonly settings: CopySettings;
  readonly images: readonly PlannedImage[];
  /** Names the copies of one picture by what they hold. */
  readonly groupOf: (row: number) => string;
  readonly earlier?: { readonly folder: string; readonly copy: EarlierCopy };
  readonly signal: AbortSignal;
  /** Told after each image. */
  readonly step: () => void;
  /** Images worked on at once. */
  readonly lanes: number;
}

export interface Failed {
  readonly path: string;
  readonly reason: string;
}

/** Captions go along as they are. */
export async function takeCompanions({ parts, stage }: CopyJob, { companions }: PlannedImage): Promise<void> {
  for (const { source, target } of companions)
    await copyFile(
      join(parts.root, source),
      await stage.clear(target),
      constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE,
    );
}
