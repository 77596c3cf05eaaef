import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imageDrawer, output, timed, winnow } from '../support/commandLine.mjs';

const python = process.env.PYTHON ?? '/usr/bin/python3';

/** The last line of JSON that a bench of this repository, or a Python program beside it, prints. */
async function told(program, ...args) {
  const [command, first] = program.endsWith('.py') ? [python, program] : [process.execPath, program];
  const text = await output(command, [first, ...args.map(String)], { PYTHON: python });
  return JSON.parse(text.trim().split('\n').at(-1));
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bytes(level) {
  const comparisons = [];
  for (const files of { quick: [300], usual: [10_000], full: [10_000, 100_000] }[level]) {
    const { cold, warm } = await told(
      'bench/duplicates/run.mjs',
      'bytes',
      files,
      '--rounds',
      level === 'quick' ? 1 : 3,
      '--json',
    );
    for (const [state, { winnow: seconds, ratio: _, ...others }] of Object.entries({ cold, warm }))
      comparisons.push({
        work: `byte duplicates, ${state}`,
        size: `${files} files`,
        seconds,
        others,
        note: state === 'cold' ? 'the disk; the start of Node' : 'the start of Node (fdupes reads all again)',
      });
  }
  return { comparisons };
}

async function index(level) {
  const quick = level === 'quick';
  const images = quick ? 40 : 3000;
  return inFolder(async (folder) => {
    const set = join(folder, 'set');
    const draw = await imageDrawer();
    await draw(set, images, { seed: 1, classes: 10, size: 400 });
    const own = await timed(() => winnow('index', set, '--cache', join(folder, 'cache')));
    const { seconds } = await told('bench/index/pipeline.py', set);
    const limit = await told('bench/index/pipeline.py', set, '--decode-only');
    const { backends } = await winnow('doctor', '--cache', join(folder, 'cache'));
    const { imagesPerSecond } = backends.find(({ inUse }) => inUse);
    const share = (part) => ((100 * part) / own.wall).toFixed(0);
    const size = `${images} JPEGs of 400 px`;
    return {
      comparisons: [
        {
          work: 'index: decode, thumbnail, hashes, quality, embedding',
          size,
          seconds: own.wall,
          others: { 'Pillow and OpenCV': seconds },
          note: `the network: alone it takes ${share(images / imagesPerSecond)} % of this, libjpeg-turbo’s decode alone ${share(limit.seconds)} %`,
        },
      ],
    };
  });
}

async function hashes(level) {
  const quick = level === 'quick';
  const comparisons = [];
  const points = [];
  for (const count of quick ? [1000, 2000] : [1000, 10_000, 100_000, 1_000_000]) {
    const {
      winnow: seconds,
      numpy,
      recall,
      peakMB,
    } = await told('bench/duplicates/run.mjs', 'search', count, '--json');
    points.push([count, seconds, peakMB]);
    if (count > 1000 || quick)
      comparisons.push({
        work: 'perceptual hash search, 7 bits',
        size: `${count} hashes`,
        seconds,
        others: { 'numpy, brute force': numpy },
        note: `memory; every pair is found (recall ${recall})`,
      });
  }
  return { comparisons, growths: [{ what: 'hash search', points }] };
}

async function labels(level) {
  const quick = level === 'quick';
  const comparisons = [];
  const points = [];
  for (const [n, classes, withPython] of quick
    ? [[500, 5, true]]
    : [[1000, 10], [10_000, 10], [50_000, 10, true], ...(level === 'full' ? [[200_000, 100]] : [])]) {
    const { fitMs, labelMs, peakMB } = await told(
      'bench/labels/run.mjs',
      'speed',
      '--n',
      n,
      '--classes',
      classes,
      '--json',
    );
    if (classes === 10) points.push([n, fitMs / 1000, peakMB]);
    if (n < 50_000 && !quick) continue;
    const other = withPython ? await told('bench/labels/refit.py', n, classes) : undefined;
    const name = 'scikit-learn and numpy';
    const size = `${n} x 384, ${classes} classes`;
    comparisons.push(
      {
        work: 'label issues, first fit',
        size,
        seconds: fitMs / 1000,
        others: other ? { [name]: other.fit } : {},
        note: 'matrix products',
      },
      {
        work: 'scores after one decision',
        size,
        seconds: labelMs / 1000,
        others: other ? { [name]: other.refit } : {},
        note: 'memory',
      },
    );
  }
  return { comparisons, growths: points.length > 1 ? [{ what: 'label issues, first fit', points }] : [] };
}

async function listing(level) {
  const quick = level === 'quick';
  const comparisons = [];
  const points = [];
  for (const files of quick ? [200, 400] : [1000, 10_000, 100_000]) {
    const { winnow: seconds, readdir, readdirAndStat, peakMB } = await told('bench/listing/run.mjs', files, '--json');
    points.push([files, seconds, peakMB]);
    if (files < 100_000 && !quick) continue;
    comparisons.push({
      work: 'listing for the grid, warm',
      size: `${files} files`,
      seconds,
      others: { 'readdir and stat': readdirAndStat, 'readdir alone': readdir },
      note: 'a call to the system for each file: sizes and times are needed to know what changed',
    });
  }
  return { comparisons, growths: [{ what: 'listing', points }] };
}

async function collage(level) {
  const quick = level === 'quick';
  return inFolder(async (folder) => {
    const sheets = join(folder, 'sheets');
    await output(python, [
      'bench/collage/makeSheets.py',
      sheets,
      '--per-group',
      quick ? '1' : '16',
      ...(quick ? ['--only', 'ink'] : []),
    ]);
    const text = await output(process.execPath, ['bench/collage/run.mjs', sheets, quick ? '1' : '3'], {
      PYTHON: python,
    });
    const runs = [...text.matchAll(/^recipe ([\d.]+) s .* threads ([\d.]+) s .* own ([\d.]+) s/gm)].map((found) =>
      found.slice(1).map(Number),
    );
    const [loop, threads, seconds] = runs.sort(([a, , b], [c, , d]) => b / a - d / c)[Math.floor(runs.length / 2)];
    const count = /(\d+) sheets, own by recipe/.exec(text)?.[1];
    return {
      comparisons: [
        {
          work: 'collage splitting',
          size: `${count} sheets`,
          seconds,
          others: { 'the OpenCV recipe in Python, a plain loop': loop, 'spread over two threads': threads },
          note: 'decoding; more is looked at; starting and compiling in each process (see decisions)',
        },
      ],
    };
  });
}

async function pile(level) {
  const {
    files,
    winnow: own,
    python: theirs,
  } = await told('bench/pile/run.mjs', { quick: 200, usual: 4000, full: 32_000 }[level], '--json');
  const outcome = ({ images, wrong, copies }) => `${images} images, ${wrong} wrong, ${copies} copies`;
  return {
    comparisons: [
      {
        work: 'a pile to a clean square set',
        size: `${files} files`,
        seconds: own.seconds,
        others: { 'OpenCV, scikit-learn, fdupes, Pillow': theirs.seconds },
        note: `the embedding of each image; comes to ${outcome(own)}, Python to ${outcome(theirs)}`,
      },
    ],
  };
}

/** What `npm run bench` measures; each takes `quick`, `usual` or `full` and returns comparisons and growths. */
export const rows = { bytes, index, hashes, labels, listing, collage, pile };
