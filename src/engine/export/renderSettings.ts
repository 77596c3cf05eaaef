import type { CopySettings } from '../../protocol/cleanCopy';

/** How one picture is written anew: its size, its colours, its file format. */
export interface RenderSettings {
  readonly size?: number;
  readonly fit: CopySettings['fit'];
  /** `#rrggbb` or `auto`. */
  readonly background: string;
  readonly grey: boolean;
  readonly format: 'png' | 'jpeg';
  readonly quality: number;
}

/** Increased when the same settings give other pixels: earlier copies are then written anew. */
const renderVersion = 1;

/**
 * How a picture of the source format is written, or undefined where its file is taken as it is. JPEG stays JPEG where
 * nothing else is asked; all else becomes PNG, which loses nothing.
 */
export function renderSettings(
  { size, fit, background, image, quality, grey, strip }: CopySettings,
  sourceFormat: string,
  wanted?: 'png' | 'jpeg',
): RenderSettings | undefined {
  const target = image === 'keep' ? wanted : image;
  const isAsked = size !== undefined || grey || strip || (target !== undefined && target !== sourceFormat);
  if (!isAsked) return undefined;
  const format = target ?? (sourceFormat === 'jpeg' ? 'jpeg' : 'png');
  return { ...(size !== undefined && { size }), fit, background, grey, format, quality };
}

/** Names what a file of the copy was made of: equal keys give the same file. */
export function renderKey(hash: string, render: RenderSettings | undefined): string {
  return `${hash} ${render ? JSON.stringify([renderVersion, render]) : 'as it is'}`;
}
