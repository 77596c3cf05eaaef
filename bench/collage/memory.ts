/**
 * Resident memory of two workers while they split sheets for long, every tenth with the recipe (OpenCV). usage: node
 * bench/collage/run.mjs --memory SHEETS_DIR [COUNT]. Garbage comes and goes in waves of 3,000 sheets: slopes over
 * less mean little. Linux only.
 */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_SETTINGS } from '../../src/core/collage/sheetSettings';
import { CollageSplitter } from '../../src/engine/collage/collageSplitter';
import { residentMB } from '../../src/engine/jobs/pooledProcess';

const STEP = 200;

async function main(): Promise<void> {
  const [folder, count, program] = process.argv.slice(2);
  const files = readdirSync(folder).filter((name) => /\.(jpg|png)$/.test(name));
  const limits = { megapixels: 200, megabytes: 512, seconds: 60 };
  const splitter = new CollageSplitter({ program, size: 2, limits });
  const points: { sheets: number; megabytes: number }[] = [];
  for (let done = 0; done < Number(count); done += STEP) {
    const batch = Array.from({ length: STEP }, (_, i) => {
      const at = done + i;
      const preset = at % 10 === 0 ? 'recipe' : 'default';
      return splitter.splitFile(resolve(folder, files[at % files.length]), { ...DEFAULT_SETTINGS, preset });
    });
    const failed = (await Promise.all(batch)).find((result) => !result.ok);
    if (failed) throw new Error(JSON.stringify(failed));
    const sizes = await Promise.all(splitter.pids.map(residentMB));
    points.push({ sheets: done + STEP, megabytes: sizes.reduce((sum, size) => sum + size, 0) });
    if ((done + STEP) % 1000 === 0)
      console.log(done + STEP, 'sheets,', sizes.map((size) => Math.round(size)).join(' + '), 'MB');
  }
  await splitter.dispose();
  const late = points.slice(Math.floor(points.length / 3));
  const middle = late.reduce((sum, { sheets }) => sum + sheets, 0) / late.length;
  const across = late.reduce((sum, { sheets }) => sum + (sheets - middle) ** 2, 0);
  const slope = late.reduce((sum, { sheets, megabytes }) => sum + (sheets - middle) * megabytes, 0) / across;
  console.log(`slope over the last two thirds: ${(slope * 1000).toFixed(2)} MB per 1,000 sheets`);
}

void main();
