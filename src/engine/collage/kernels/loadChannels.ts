import type { Local } from '../../wasm/code';
import { loadVector, shuffle } from '../../wasm/vectors';
import { sequence, type Bytes } from '../../wasm/wasmModule';

/** The first eight lanes of two vectors. */
const FIRST_HALVES = Array.from({ length: 16 }, (_, at) => (at < 8 ? at : at + 8));

/** Loads sixteen interleaved pixels at an address and sets red, green and blue to sixteen values each. */
export function loadChannels(channels: 3 | 4, from: Local, colours: readonly [Local, Local, Local]): Bytes {
  return sequence(...colours.map((colour, channel) => colour.set(gather(channels, from, channel))));
}

function gather(channels: 3 | 4, from: Local, channel: number): Bytes {
  const block = (at: number): Bytes => loadVector(from.get, 16 * at);
  if (channels === 4) {
    const lanes = Array.from({ length: 8 }, (_, pixel) => 4 * pixel + channel);
    return shuffle(shuffle(block(0), block(1), lanes), shuffle(block(2), block(3), lanes), FIRST_HALVES);
  }
  const places = Array.from({ length: 16 }, (_, pixel) => 3 * pixel + channel);
  const early = places.filter((place) => place < 32);
  const lanes = places.map((place, pixel) => (place < 32 ? pixel : place - 16));
  return shuffle(shuffle(block(0), block(1), early), block(2), lanes);
}
