/**
 * node bench/shards/run.mjs [--images 2000] [--side 320] [--repeats 3]
 *
 * Indexes a drawn dataset once as a whole on two cores and once as two shards of one core each that run at the same time,
 * merges the two, and prints wall and CPU seconds of each, bytes of the cache for an image, and images merged a second.
 * The runs alternate, so that other load falls on both. Run after `npm run build`.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { imageDrawer, timed, winnow } from '../support/commandLine.mjs';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '2000' },
    side: { type: 'string', default: '320' },
    repeats: { type: 'string', default: '3' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'winnow-bench-shards-'));
const draw = await imageDrawer();
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const count = Number(values.images);
try {
  const dataset = join(folder, 'set');
  await draw(dataset, count, { seed: 1, classes: 10, size: Number(values.side) });
  const rows = [];
  for (let i = 0; i < Number(values.repeats); i++) {
    const cache = (name) => join(folder, `${name}-${i}`);
    const whole = await timed(() => winnow('index', dataset, '--cache', cache('whole'), '--threads', '2'));
    const shards = await timed(() =>
      Promise.all(
        [1, 2].map((n) => winnow('index', dataset, '--shard', `${n}/2`, '--cache', cache(n), '--threads', '1')),
      ),
    );
    const merge = await timed(() => winnow('merge', cache(1), cache(2), '--into', cache('merged')));
    let bytes = 0;
    for (const file of ['cache.mdb', 'thumbnails.mdb']) bytes += (await stat(join(cache('merged'), file))).size;
    rows.push({ whole, shards, merge, bytes });
    console.log(
      `whole ${whole.wall.toFixed(1)} s (CPU ${whole.cpu.toFixed(1)})   two shards ${shards.wall.toFixed(1)} s (CPU ${shards.cpu.toFixed(1)})   ` +
        `merge ${merge.wall.toFixed(2)} s (CPU ${merge.cpu.toFixed(2)})   cache ${(bytes / count / 1000).toFixed(1)} kB an image`,
    );
  }
  const ratio = (key) => median(rows.map(({ whole, shards }) => shards[key] / whole[key]));
  console.log(`two shards against the whole, median: ${ratio('wall').toFixed(2)} wall, ${ratio('cpu').toFixed(2)} CPU`);
  console.log(`whole: ${((1000 * median(rows.map(({ whole }) => whole.cpu))) / count).toFixed(1)} ms of CPU an image`);
  console.log(`merge: ${((1e6 * median(rows.map(({ merge }) => merge.cpu))) / count).toFixed(0)} µs of CPU an image`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
