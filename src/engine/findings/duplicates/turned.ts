import { signatureSide } from '../../images/fingerprint';
import type { Shape } from './alignment';

/** A picture's mirror image or quarter turns. */
export interface Turn {
  readonly name: string;
  readonly swapsSides: boolean;
  /** Where the value at (x, y) of the turned square comes from. */
  from(x: number, y: number): readonly [number, number];
}

const last = signatureSide - 1;

const mirrored: Turn = { name: 'mirrored', swapsSides: false, from: (x, y) => [last - x, y] };

/** All that a square can be turned into, the mirror image first. */
export const turns: readonly Turn[] = [
  mirrored,
  { name: 'turned upside down', swapsSides: false, from: (x, y) => [last - x, last - y] },
  { name: 'flipped', swapsSides: false, from: (x, y) => [x, last - y] },
  { name: 'turned right', swapsSides: true, from: (x, y) => [y, last - x] },
  { name: 'turned left', swapsSides: true, from: (x, y) => [last - y, x] },
  { name: 'transposed', swapsSides: true, from: (x, y) => [y, x] },
  { name: 'transversed', swapsSides: true, from: (x, y) => [last - y, last - x] },
];

/** The luma of a signature, turned; [1024] bytes. */
export function turnLuma(signature: Uint8Array, turn: Turn): Uint8Array {
  const out = new Uint8Array(signatureSide * signatureSide);
  for (let y = 0, to = 0; y < signatureSide; y++)
    for (let x = 0; x < signatureSide; x++, to++) {
      const [u, v] = turn.from(x, y);
      out[to] = signature[v * signatureSide + u];
    }
  return out;
}

export function turnShape(shape: Shape, turn: Turn): Shape {
  const { signature, contentSignature, width, height } = shape;
  return {
    signature: turnLuma(signature, turn),
    contentSignature: contentSignature && turnLuma(contentSignature, turn),
    width: turn.swapsSides ? height : width,
    height: turn.swapsSides ? width : height,
  };
}
