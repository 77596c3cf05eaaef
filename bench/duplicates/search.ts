/**
 * search [HASHES] [--python /usr/bin/python3] [--json]: seconds and pairs of the search for perceptual hashes at most
 * 7 bits apart among HASHES (100,000) seeded ones, one in ten a copy of another with up to four bits changed; beside it
 * brute force in numpy over some of the rows, from which the time for all follows, as each comparison costs the same.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hammingPairs } from '../../src/engine/findings/duplicates/hammingPairs';
import { makeHashes } from './syntheticHashes';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string', default: '/usr/bin/python3' }, json: { type: 'boolean', default: false } },
});
const count = Number(positionals[0] ?? 100_000);
const radius = 7;

interface BruteForce {
  readonly rows: number;
  readonly compared: number;
  readonly seconds: number;
  readonly pairs: number;
}

/** Pairs of the first rows with any other, and the time for that. */
function bruteForce(hashes: Uint32Array): BruteForce {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-hashes-'));
  try {
    const file = join(folder, 'hashes.u64');
    writeFileSync(file, hashes);
    const program = 'bench/duplicates/bruteForce.py';
    return JSON.parse(execFileSync(values.python, [program, file, String(radius)], { encoding: 'utf8' })) as BruteForce;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hashes = makeHashes(count);
const began = performance.now();
let pairs = 0;
const inRows: number[] = [];
hammingPairs(hashes, radius, (i) => {
  pairs++;
  inRows.push(i);
});
const winnow = (performance.now() - began) / 1000;
const other = bruteForce(hashes);
const found = inRows.filter((i) => i < other.rows).length;
const numpy = (other.seconds * count * (count - 1)) / 2 / other.compared;
const peakMB = process.resourceUsage().maxRSS / 1000;
const result = { hashes: count, winnow, numpy, measuredRows: other.rows, pairs, recall: found / other.pairs, peakMB };
console.log(values.json ? JSON.stringify(result) : result);
