/**
 * scale [IMAGES]: near-duplicate groups of IMAGES (100,000) synthetic images, one in ten a copy of another; the growth
 * of the hash search from 10,000 to 1,000,000; the recall of the embedding search against brute force at 20,000.
 */
import { embeddingPairs } from '../../src/engine/findings/duplicates/embeddingPairs';
import { hammingPairs } from '../../src/engine/findings/duplicates/hammingPairs';
import { defaultKeepRule } from '../../src/engine/findings/duplicates/keepRule';
import { nearGroups } from '../../src/engine/findings/duplicates/nearGroups';
import { signatureBytes } from '../../src/engine/images/fingerprint';
import { dotProduct } from '../../src/engine/findings/nearestNeighbours';
import { copyOf, makeHashes } from './syntheticHashes';
import { seededRandom } from './transformations';

const width = 384;
const random = seededRandom(3);
const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Embeddings, [n, 384] of length 1, non-negative, around a thousand centres; copies at cosines of 0.9 and more. */
function makeEmbeddings(count: number): Float32Array {
  const centres = Array.from({ length: 1000 }, () => Float32Array.from({ length: width }, () => Math.max(0, gauss())));
  const values = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const original = copyOf(i);
    const from =
      original < 0
        ? centres[Math.floor(random() * centres.length)]
        : values.subarray(original * width, (original + 1) * width);
    const noise = original < 0 ? 0.7 : 0.02 * random();
    const own = values.subarray(i * width, (i + 1) * width);
    for (let k = 0; k < width; k++) own[k] = Math.max(0, from[k] + noise * gauss());
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < width; k++) own[k] /= length;
  }
  return values;
}

function makeSignatures(count: number): Uint8Array {
  const signatures = new Uint8Array(count * signatureBytes);
  for (let i = 0; i < count; i++) {
    const original = copyOf(i);
    const own = signatures.subarray(i * signatureBytes, (i + 1) * signatureBytes);
    if (original >= 0) own.set(signatures.subarray(original * signatureBytes, (original + 1) * signatureBytes));
    else for (let k = 0; k < own.length; k++) own[k] = Math.floor(random() * 256);
  }
  return signatures;
}

function timed<T>(name: string, run: () => T): T {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  const resident = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${name.padEnd(44)} ${((performance.now() - start) / 1000).toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of one core), ${resident} MB resident`,
  );
  return result;
}

function recallAgainstBruteForce(count: number): void {
  const embeddings = makeEmbeddings(count);
  const least = 0.85;
  const found = new Set<number>();
  timed(`embedding search, ${count}`, () =>
    embeddingPairs(embeddings, width, least, (i, j) => found.add(i * count + j)),
  );
  let all = 0;
  let hits = 0;
  // Every tenth image against all: enough for the share.
  for (let i = 0; i < count; i += 10)
    for (let j = 0; j < count; j++) {
      if (i === j || dotProduct(embeddings, i * width, j * width, width) < least) continue;
      all++;
      if (found.has(Math.min(i, j) * count + Math.max(i, j))) hits++;
    }
  console.log(`  recall against brute force: ${(hits / all).toFixed(4)} of ${all} pairs at cosine ${least}`);
}

const images = Number(process.argv[2] ?? 100_000);
for (const count of [10_000, 100_000, 1_000_000]) {
  const hashes = makeHashes(count);
  let pairs = 0;
  timed(`hash search, ${count}`, () => hammingPairs(hashes, 7, () => pairs++));
  console.log(`  ${pairs} pairs`);
}
recallAgainstBruteForce(20_000);
const pHash = makeHashes(images);
const values = makeEmbeddings(images);
const signatures = makeSignatures(images);
const groups = timed(`groups of ${images} images`, () =>
  nearGroups(
    {
      count: images,
      pHash,
      contentHash: pHash,
      contents: Array.from({ length: images }, (_, i) => String(i)),
      embeddings: { values, width },
      shapeOf: (row) => ({
        signature: signatures.subarray(row * signatureBytes, (row + 1) * signatureBytes),
        width: 640,
        height: 480,
      }),
      factsOf: (row) => ({ path: String(row).padStart(8, '0'), bytes: 1, modifiedMs: 0 }),
    },
    { rule: defaultKeepRule },
  ),
);
const right = groups.filter(({ images: members }) =>
  members.some(({ row }) => members.some((other) => copyOf(row) === other.row)),
);
console.log(`  ${groups.length} groups, ${right.length} of ${Math.floor(images / 10)} planted pairs found`);
