import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const mostBytes = 200_000;

/** Writes a picture of the screen with a palette of its own, as good as 200 kB allow. */
export async function shrink(path: string, target: string): Promise<void> {
  for (const quality of [95, 80, 60, 40]) {
    const png = await sharp(path).png({ palette: true, quality, dither: 0, effort: 10 }).toBuffer();
    if (png.length > mostBytes) continue;
    await writeFile(target, png);
    return;
  }
  throw new Error(`${path} needs more than ${mostBytes} bytes.`);
}
