/**
 * node bench/index/run.mjs [--images 1000,10000] [--side 320] [--threads N]
 *
 * Draws datasets of several sizes, indexes each through the command line with an empty cache and again with a full one,
 * and prints: images a second, peak memory of all processes together, share of the machine's cores that was busy, and
 * how many times faster the second run was, without the time to start (measured on a folder without images). Run after
 * `npm run build`. Peak memory should not grow with the number of images.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageDrawer, timed, winnow } from '../support/commandLine.mjs';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,10000' },
    side: { type: 'string', default: '320' },
    threads: { type: 'string', default: '0' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'winnow-bench-index-'));
const draw = await imageDrawer();

async function index(dataset, cache) {
  const threads = values.threads === '0' ? [] : ['--threads', values.threads];
  const { result, wall, cpu } = await timed(() => winnow('index', dataset, '--cache', cache, ...threads));
  return { ...result, wall, cpu };
}

try {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const start = Math.min((await index(empty, join(folder, 'c0'))).wall, (await index(empty, join(folder, 'c0'))).wall);
  console.log(`start without images: ${start.toFixed(2)} s`);
  console.log('images   first s  images/s  cores  peak MB   second s  less start  times faster');
  for (const count of values.images.split(',').map(Number)) {
    const dataset = join(folder, `set-${count}`);
    await draw(dataset, count, { seed: count, classes: 10, size: Number(values.side) });
    const cache = join(folder, `cache-${count}`);
    const first = await index(dataset, cache);
    const second = await index(dataset, cache);
    const cores = first.cpu / first.wall;
    const rest = Math.max(second.wall - start, 0.001);
    console.log(
      [
        String(count).padEnd(7),
        first.wall.toFixed(1).padStart(8),
        (count / (first.wall - start)).toFixed(0).padStart(9),
        `${cores.toFixed(2)}/${cpus().length}`.padStart(7),
        first.peakRssMB.toFixed(0).padStart(8),
        second.wall.toFixed(2).padStart(10),
        rest.toFixed(2).padStart(11),
        ((first.wall - start) / rest).toFixed(0).padStart(13),
      ].join(' '),
    );
    await rm(dataset, { recursive: true });
    await rm(cache, { recursive: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
