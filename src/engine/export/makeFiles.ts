import { constants } from 'node:fs';
import { copyFile, link, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopySettings } from '../../protocol/cleanCopy';
import type { ScannedFile } from '../dataset/scan';
import { errorReason, isSystemError, UserError } from '../errors';
import type { CopyReply, CopyRequest } from '../images/renderCopy';
import type { ReadLimits } from '../images/limits';
import { QuarantinedError } from '../jobs/processPool';
import type { PlannedImage } from './planFiles';

/** An image that could not be copied: its own fault, the rest goes on. */
export class ImageFailure extends Error {
  override readonly name = 'ImageFailure';
}

export interface SourceParts {
  /** The dataset's root, absolute. */
  readonly root: string;
  readonly limits: ReadLimits;
  readonly fileOf: (row: number) => ScannedFile;
  readonly render: (name: string, request: CopyRequest, signal: AbortSignal) => Promise<CopyReply>;
}

/** What became of one picture. */
export interface MadePicture {
  readonly width: number;
  readonly height: number;
  readonly enlarged: boolean;
  /** sha256 of the file in the copy, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Draws a picture anew. Throws ImageFailure when it is not the picture that was indexed, or cannot be read. */
export async function renderPicture(
  parts: SourceParts,
  image: PlannedImage,
  signal: AbortSignal,
): Promise<MadePicture & { data: Uint8Array }> {
  const request: CopyRequest = {
    kind: 'copy',
    path: join(parts.root, image.path),
    render: image.render!,
    limits: parts.limits,
  };
  const reply = await parts.render(image.path, request, signal).catch((error: unknown) => {
    if (error instanceof QuarantinedError) throw new ImageFailure(`Reading it stopped the reader: ${error.message}.`);
    throw error;
  });
  if (!reply.ok) throw new ImageFailure(reply.reason);
  if (reply.hash !== image.hash) throw changed();
  const { bytes, written, width, height, enlarged } = reply;
  return { data: bytes, bytes: bytes.length, sha256: written, width, height, enlarged };
}

/** Copies or links a file as it is to `to`, where nothing stands. Throws ImageFailure when it changed meanwhile. */
export async function takeFile(
  parts: SourceParts,
  image: PlannedImage,
  to: string,
  mode: CopySettings['files'],
): Promise<MadePicture> {
  const from = join(parts.root, image.path);
  const before = parts.fileOf(image.row);
  try {
    await bring(from, to, mode);
    const after = await stat(from);
    // The same file as when it was read: then its hash is the one that is known.
    if (after.size !== before.size || after.mtimeMs !== before.modifiedMs) throw changed();
  } catch (error) {
    if (isSystemError(error) && vanished.has(error.code)) throw new ImageFailure(`It ${reasonOf(error)}.`);
    throw error;
  }
  return { width: image.width, height: image.height, enlarged: false, sha256: image.hash, bytes: before.size };
}

const vanished = new Set(['ENOENT', 'EACCES', 'EPERM', 'EIO', 'ELOOP']);

function reasonOf(error: unknown): string {
  return `could not be read (${errorReason(error)})`;
}

function changed(): ImageFailure {
  return new ImageFailure('It changed since it was read. Run again to take it in as it is now.');
}

async function bring(from: string, to: string, mode: CopySettings['files']): Promise<void> {
  switch (mode) {
    case 'link':
      return linkFile(from, to);
    case 'reflink':
      return cloneFile(from, to);
    case 'auto':
      return copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    case 'copy':
      return copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

async function linkFile(from: string, to: string): Promise<void> {
  try {
    // Of a link, the file that it leads to.
    await link(await realpath(from), to);
  } catch (error) {
    if (!isSystemError(error) || !unlinkable.has(error.code)) throw error;
    throw new UserError(
      `${from} cannot be hard-linked into the copy (${errorReason(error)}). Copy instead: --files copy, or auto.`,
    );
  }
}

async function cloneFile(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    if (!isSystemError(error) || !unclonable.has(error.code)) throw error;
    throw new UserError(
      `This file system cannot clone ${from} into the copy (${error.code}). Copy instead: --files copy, or auto.`,
    );
  }
}

const unlinkable = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
const unclonable = new Set(['EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'ENOTTY']);
