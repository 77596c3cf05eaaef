/**
 * eventLoop [IMAGES]: how long the engine's main thread is held up while the findings of IMAGES (100,000) synthetic
 * images are gathered from a real cache, computed, shown, accepted and dismissed. Fails above 50 ms of work without a
 * turn of the event loop; how late a turn was also depends on who else uses the machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { understandLayout } from '../../src/core/layout';
import type { StoredFacts } from '../../src/engine/images/readImage';
import { DecisionLog } from '../../src/engine/session/decisions/decisionLog';
import { Embeddings } from '../../src/engine/session/reading/embeddings';
import { FindingsDesk } from '../../src/engine/session/findings/findingsDesk';
import { ImageTable } from '../../src/engine/session/imageTable';
import { Cache } from '../../src/engine/store/cache';
import { measureHoldUp } from './mainThread';
import { seededRandom } from './transformations';

const images = Number(process.argv[2] ?? 100_000);
const limitMs = 50;
const width = 384;
const classes = 20;
const random = seededRandom(7);
const gauss = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const hashOf = (i: number): string => copyOf(i, 50).toString(16).padStart(64, 'a');
/** One image in `every` is a copy of the one before it. */
const copyOf = (i: number, every: number): number => (i % every === every - 1 ? i - 1 : i);

function bytes(length: number, seed: number): Uint8Array {
  const own = seededRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(own() * 256));
}

function factsOf(i: number): StoredFacts {
  const picture = copyOf(i, 10);
  const own = seededRandom(picture + 1);
  const pHash = bytes(8, picture);
  return {
    hash: hashOf(i),
    bytes: 40_000 + i,
    format: 'jpeg',
    width: 640,
    height: 480,
    orientation: 1,
    colour: { model: 'rgb', depth: 8, alpha: false, animated: false, pages: 1 },
    transparent: false,
    codedHash: i.toString(16).padStart(32, 'b'),
    quality: { dark: own(), bright: own(), blurry: own(), lowInformation: own(), grey: false },
    thumbnail: { width: 256, height: 192 },
    dHash: pHash,
    pHash,
    contentHash: pHash,
    contentBox: new Uint8Array(4),
    signature: bytes(1152, picture),
  };
}

async function fill(cache: Cache<StoredFacts>, table: ImageTable, embeddings: Embeddings): Promise<void> {
  const files = Array.from({ length: images }, (_, i) => ({
    path: `class-${i % classes}/${String(i).padStart(8, '0')}.jpg`,
    device: 1,
    inode: i,
    size: 40_000 + i,
    modifiedMs: 1,
    isLink: false,
  }));
  const folders = Array.from({ length: classes }, (_, i) => ({ name: `class-${i}`, images: 1, folders: [] }));
  table.update(files, understandLayout({ name: '', images: 0, folders }));
  const centres = Array.from({ length: 1000 }, () =>
    Float32Array.from({ length: width }, () => Math.max(0, gauss(random))),
  );
  let writing: Promise<void>[] = [];
  for (let i = 0; i < images; i++) {
    const facts = factsOf(i);
    writing.push(cache.putImage(facts.hash, facts, new Uint8Array(8)));
    table.setFact(i, { kind: 'image', hash: facts.hash });
    const centre = centres[copyOf(i, 10) % centres.length];
    const noise = seededRandom(copyOf(i, 10) + 9);
    embeddings.set(
      i,
      centre.map((value) => Math.max(0, value + 0.7 * gauss(noise))),
    );
    if (writing.length === 2000) {
      await Promise.all(writing);
      writing = [];
    }
  }
  await Promise.all(writing);
}

function scoresOf(table: ImageTable) {
  const column = (): Float32Array => Float32Array.from({ length: images }, () => random());
  return {
    rows: images,
    predicted: Int32Array.from(table.given, (given) => (random() < 0.1 ? (given + 1) % classes : given)),
    confidence: column(),
    pGiven: column(),
    margin: column().map((value) => value / 2),
    suspicious: Uint8Array.from({ length: images }, () => Number(random() < 0.05)),
    outOfSample: new Uint8Array(images).fill(1),
  };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-loop-'));
  const cache = new Cache<StoredFacts>(folder, 'bench');
  const table = new ImageTable();
  const embeddings = new Embeddings(width, images);
  await fill(cache, table, embeddings);
  const decisions = await DecisionLog.open(undefined, (work) => work());
  const scores = scoresOf(table);
  const desk = new FindingsDesk({
    root: folder,
    table,
    cache,
    embeddings,
    program: join(__dirname, 'findingsThread.js'),
    state: { decisions },
    scores: () => scores,
    reference: async () => undefined,
    collages: async () => [],
    digestOf: async (_row, hash) => hash,
    emptyFolders: () => [],
    namedSources: async () => [],
    isReady: () => true,
    identify: () => Promise.resolve(),
    record: async (changes, label) => ({ changes, label, epoch: 0 }),
    judge: (settings) => decisions.judge(settings),
    onSummary: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const { signal } = new AbortController();
  let worst = 0;
  const measured = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    const { delayMs, busyMs } = await measureHoldUp(work);
    const seconds = (performance.now() - start) / 1000;
    worst = Math.max(worst, Number.isNaN(busyMs) ? delayMs : busyMs);
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    console.log(
      `${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s; main thread: at most ${busyMs.toFixed(1)} ms busy, ` +
        `${delayMs.toFixed(1)} ms late; ${memory} MB resident`,
    );
  };
  const page = (kind: 'duplicate' | 'label' | 'quality') => () => desk.page({ kind, states: ['open'] }, 0, 500, signal);
  await measured('gather, compute, first page', page('duplicate'));
  for (const { kind, type, states, images: count } of desk.found
    .summary()
    .kinds.map((one) => ({ ...one, states: one.open })))
    console.log(`  ${kind} ${type ?? ''}: ${states} open, ${count} images`);
  await measured('500 label issues with neighbours', page('label'));
  await measured('500 of quality', page('quality'));
  await measured('thresholds with histograms', () => desk.thresholds(signal));
  await measured('another threshold of quality', async () => {
    await desk.setSettings({ thresholds: { dark: 0.2 } });
    await page('quality')();
  });
  await measured('sources', () => desk.sources(signal));
  await measured('confusion matrix', async () => desk.matrix());
  await measured('class health', async () => desk.classHealth());
  await measured('accept all copies', () => desk.accept({ kind: 'duplicate' }, true, signal));
  await measured('dismiss all outliers', () => desk.dismiss({ kind: 'outlier' }, true, signal));
  desk.close();
  await cache.close();
  rmSync(folder, { recursive: true });
  console.log(`at most ${worst.toFixed(1)} ms (limit ${limitMs} ms)`);
  if (worst > limitMs) process.exitCode = 1;
}

void main();
