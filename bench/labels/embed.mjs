/**
 * README: node bench/labels/embed.mjs FOLDER OUT_DIR [--size 64,96,128] [--fit cover,squash] [--flip]
 * Embeds a folder with one sub-folder per class with the bundled backbone, one thread each for sharp and ONNX Runtime,
 * and writes <fit>-<size>[-flip].f32 ([n, d] float32), labels.i32 and meta.json for rank.py and rank.mjs.
 * Prints images/s of decoding and of inference, for the choice of the default input.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const batchSize = 32;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '64,96,128' },
    fit: { type: 'string', default: 'cover,squash' },
    flip: { type: 'boolean', default: false },
  },
});
const [folder, out] = positionals;
if (!folder || !out) throw new Error('usage: node bench/labels/embed.mjs FOLDER OUT_DIR');

sharp.concurrency(1);
sharp.cache(false);
const model = new URL('../../media/backbone/backbone.onnx', import.meta.url).pathname;
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });

const classes = (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const files = [];
for (const [label, name] of classes.entries())
  for (const file of (await readdir(join(folder, name))).sort()) files.push({ path: join(folder, name, file), label });

/** Planar RGB [3, size, size] in 0..255. */
async function pixels(path, size, fit) {
  const rgb = await sharp(path, { failOn: 'error' })
    .rotate()
    .resize(size, size, { fit: fit === 'cover' ? 'cover' : 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  const area = size * size;
  if (rgb.length !== 3 * area) throw new Error(`${path}: ${rgb.length / area} channels`);
  const planar = new Float32Array(3 * area);
  for (let p = 0; p < area; p++) for (let c = 0; c < 3; c++) planar[c * area + p] = rgb[3 * p + c];
  return planar;
}

function mirrored(planar, size) {
  const result = new Float32Array(planar.length);
  for (let i = 0; i < planar.length; i++) result[i] = planar[i - (i % size) + size - 1 - (i % size)];
  return result;
}

async function embed(batch, size) {
  const input = new Float32Array(batch.length * 3 * size * size);
  batch.forEach((planar, i) => input.set(planar, i * planar.length));
  const { embedding } = await session.run({ pixels: new ort.Tensor('float32', input, [batch.length, 3, size, size]) }, [
    'embedding',
  ]);
  return embedding.data;
}

await mkdir(out, { recursive: true });
const kept = new Set(files.map((_, i) => i));
const results = [];
for (const size of values.size.split(',').map(Number))
  for (const fit of values.fit.split(',')) {
    let decodeMs = 0;
    let embedMs = 0;
    const rows = new Map();
    const flippedRows = new Map();
    for (let start = 0; start < files.length; start += batchSize) {
      const batch = [];
      const began = performance.now();
      for (let i = start; i < Math.min(files.length, start + batchSize); i++) {
        try {
          batch.push({ i, planar: await pixels(files[i].path, size, fit) });
        } catch (error) {
          if (kept.delete(i)) console.warn(`skipped ${files[i].path}: ${error.message}`);
        }
      }
      if (batch.length === 0) continue;
      const decoded = performance.now();
      const data = await embed(
        batch.map((image) => image.planar),
        size,
      );
      const embedded = performance.now();
      decodeMs += decoded - began;
      embedMs += embedded - decoded;
      const d = data.length / batch.length;
      batch.forEach(({ i }, k) => rows.set(i, data.slice(k * d, (k + 1) * d)));
      if (!values.flip) continue;
      const other = await embed(
        batch.map((image) => mirrored(image.planar, size)),
        size,
      );
      batch.forEach(({ i }, k) => flippedRows.set(i, other.slice(k * d, (k + 1) * d)));
    }
    results.push({ size, fit, rows, flippedRows });
    const n = rows.size;
    console.log(
      `${fit} ${size}px: ${n} images, decode ${((n / decodeMs) * 1000).toFixed(0)}/s, ` +
        `embed ${((n / embedMs) * 1000).toFixed(0)}/s (one thread)`,
    );
  }

const order = [...kept].sort((a, b) => a - b);
const pack = (rowOf) => {
  const d = rowOf(order[0]).length;
  const packed = new Float32Array(order.length * d);
  order.forEach((i, k) => packed.set(rowOf(i), k * d));
  return packed;
};
for (const { size, fit, rows, flippedRows } of results) {
  await writeFile(
    join(out, `${fit}-${size}.f32`),
    pack((i) => rows.get(i)),
  );
  if (values.flip)
    await writeFile(
      join(out, `${fit}-${size}-flip.f32`),
      pack((i) => rows.get(i).map((v, j) => (v + flippedRows.get(i)[j]) / 2)),
    );
}
await writeFile(
  join(out, 'labels.i32'),
  Int32Array.from(order, (i) => files[i].label),
);
const d = results[0].rows.get(order[0]).length;
await writeFile(join(out, 'meta.json'), JSON.stringify({ classes, n: order.length, d }));
