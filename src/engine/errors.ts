import { messageOf } from '../core/messageOf';
/** A failure that is the user's to mend: shown as one clear line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

interface SystemError extends Error {
  readonly code: string;
}

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && typeof (error as Partial<SystemError>).code === 'string';
}

/** Whether the disk, or the user's share of it, is full; also where a failure in words has that as its cause. */
export function isDiskFull(error: unknown): boolean {
  if (isSystemError(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  return error instanceof Error && error.cause !== undefined && isDiskFull(error.cause);
}

const meanings: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EPERM: 'not permitted',
  ENOENT: 'it is not there',
  EEXIST: 'something else has that name',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'the link leads in a circle',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EXDEV: 'it lies on another file system',
};

/** The cause of a failure in words, for a sentence that names the file itself. */
export function errorReason(error: unknown): string {
  if (isSystemError(error)) return meanings[error.code] ?? error.code;
  return messageOf(error);
}

/** A file, or a folder on the way to it, is not there. */
export function isMissing(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** What looking at the disk gives; undefined where nothing is there. */
export async function ifThere<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What looking at the disk gives; undefined where nothing can be seen, for whatever reason the disk has. */
export async function ifReadable<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** For `catch`: tells what the disk refused, as `failure` ("… cannot be opened") and the reason. Throws `UserError`. */
export function refused(failure: string): (error: unknown) => never {
  return (error) => {
    if (!isSystemError(error)) throw error;
    throw new UserError(`${failure}: ${errorReason(error)}.`, { cause: error });
  };
}
