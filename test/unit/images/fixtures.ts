import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { readImage, type ReadReply, type StoredFacts } from '../../../src/engine/images/readImage';

export const limits = { megapixels: 100, megabytes: 64, seconds: 10 };
export const tensor = { size: 32, crop: 'cover' } as const;

/** A picture with something in every corner: smooth shades, a disc, stripes. [height, width, 3] */
function drawPicture(width: number, height: number, seed = 0): Buffer {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      const u = x / width;
      const v = y / height;
      const disc = Math.hypot(u - 0.3 - seed * 0.07, v - 0.4) < 0.2 ? 120 : 0;
      const stripes = u > 0.6 && Math.floor(v * (7 + seed)) % 2 === 0 ? 90 : 0;
      data[at] = Math.min(255, 40 + 100 * u + disc);
      data[at + 1] = Math.min(255, 30 + 120 * v + stripes);
      data[at + 2] = Math.min(255, 60 + 60 * (1 - u) * v + disc / 2 + stripes / 2);
    }
  return data;
}

export function picture(width: number, height: number, seed = 0): Sharp {
  return sharp(drawPicture(width, height, seed), { raw: { width, height, channels: 3 } });
}

/** A folder for one test file's pictures. */
export class Pictures {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Pictures> {
    return new Pictures(await mkdtemp(join(tmpdir(), 'winnow-images-')));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async read(name: string, data: Buffer): Promise<ReadReply> {
    await writeFile(this.path(name), data);
    return readImage({ path: this.path(name), tensor, limits });
  }

  /** Reads what must be a good image. */
  async facts(name: string, data: Buffer): Promise<StoredFacts> {
    const reply = await this.read(name, data);
    if (!reply.ok) throw new Error(`${name}: ${reply.reason}`);
    return reply.facts;
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
