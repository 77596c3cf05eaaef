/** Why a file gives no image. `skipped`: not ours to read; `unreadable`: meant as an image, but it cannot be decoded. */
export class NoImageError extends Error {
  override readonly name = 'NoImageError';

  constructor(
    readonly kind: 'unreadable' | 'skipped',
    reason: string,
    /** The file was changing; the verdict holds only for this moment. */
    readonly passing = false,
  ) {
    super(reason);
  }
}

export function unreadable(reason: string): NoImageError {
  return new NoImageError('unreadable', reason);
}

export function skipped(reason: string): NoImageError {
  return new NoImageError('skipped', reason);
}

export const cutOff = 'Part of the picture is missing: the file ends too early.';
