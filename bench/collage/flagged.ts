/**
 * Which files of folders are taken for collages, as the findings ask: first by the thumbnail, then by the pixels.
 * usage: node bench/collage/run.mjs --flagged FOLDER...
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { CollageSplitter } from '../../src/engine/collage/collageSplitter';

/** Longest side of a thumbnail. */
const SIDE = 256;

async function main(): Promise<void> {
  const [program, ...folders] = process.argv.slice(2);
  const limits = { megapixels: 200, megabytes: 512, seconds: 60 };
  const splitter = new CollageSplitter({ program, size: 2, limits });
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(jpe?g|png)$/i.test(name),
    );
    const queue = files.values();
    const flagged: string[] = [];
    const lane = async (): Promise<void> => {
      for (const name of queue) {
        const path = join(folder, name);
        const bytes = readFileSync(path);
        const hash = createHash('sha256').update(bytes).digest('hex');
        const size = { width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true } as const;
        const thumbnail = await sharp(bytes).rotate().resize(size).jpeg({ quality: 82 }).toBuffer();
        const result = await splitter.detectFile({ path, hash, thumbnail });
        if (!result.ok) throw new Error(`${path}: ${result.reason}`);
        if (result.score >= 0.5) flagged.push(`  ${result.score.toFixed(2)} ${result.parts} parts ${name}`);
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    console.log(`${folder}: ${flagged.length} of ${files.length}`);
    for (const line of flagged.sort()) console.log(line);
  }
  await splitter.dispose();
}

void main();
