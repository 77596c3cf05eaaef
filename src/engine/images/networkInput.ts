import { decode, reducedSize } from './decode';
import type { ReadLimits } from './limits';
import { withImage } from './loadImage';
import { toRgb } from './pixels';
import { noImageReply, type NoImageReply } from './readImage';
import { makeTensor, type TensorShape } from './tensor';

export interface NetworkInputRequest {
  readonly kind: 'network-input';
  /** Absolute path. */
  readonly path: string;
  readonly tensor: TensorShape;
  readonly limits: ReadLimits;
}

export type NetworkInputReply =
  | {
      readonly ok: true;
      /** sha256 of the file's bytes, hex. */
      readonly hash: string;
      /** [size, size, 3] bytes, RGB. */
      readonly tensor: Uint8Array;
    }
  | NoImageReply;

/** Reads one file for a network: the pixels of its input and nothing else. */
export async function makeNetworkInput({ path, tensor, limits }: NetworkInputRequest): Promise<NetworkInputReply> {
  try {
    return await withImage(path, limits, async ({ image, hash }) => {
      const { pixels } = await decode(image, limits, reducedSize(image.header, 1, tensor.size));
      return { ok: true, hash, tensor: makeTensor(toRgb(pixels), tensor) };
    });
  } catch (error) {
    return noImageReply(error);
  }
}
