import type { Finding } from '../../core/findings/finding';

/** A file that was meant as an image and cannot be used as one, or only in part. */
export interface UnreadableFile {
  readonly row: number;
  readonly reason: string;
  /** It can be decoded, but a part of the picture is lost. */
  readonly isPartial?: boolean;
}

/** Files that cannot be decoded, then those that can in part, in the order of their rows. */
export function unreadableFindings(files: readonly UnreadableFile[]): Finding[] {
  const findings = files.map(({ row, reason, isPartial }): Finding => ({
    kind: 'unreadable',
    images: [row],
    score: isPartial ? 0.5 : 1,
    explanation: reason,
    proposal: { kind: 'decide', images: [row], decision: { kind: 'delete', as: 'unreadable' }, ticked: false },
  }));
  return findings.sort((a, b) => b.score - a.score || a.images[0] - b.images[0]);
}
