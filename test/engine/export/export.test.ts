import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { extract } from 'tar-stream';
import { expect, it, vi } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { exportOperation } from '../../../src/engine/operations/export';
import { copySettings } from '../../../src/protocol/cleanCopy';
import { winnow, type CliResult } from '../../support/cli';
import { call, openIndexed, startEngine } from '../../support/session';
import { contents, programs, withFolder } from '../../support/workspace';

interface Setup {
  readonly folder: string;
  readonly dataset: string;
  readonly out: string;
  readonly export: (...args: string[]) => Promise<CliResult>;
}

interface Line {
  readonly path: string;
  readonly label: string;
  readonly subset?: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly source: string;
  readonly sourceSha256: string;
  readonly group: string;
}

function withDataset(images: number, work: (setup: Setup) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, images, { seed: 5, classes: 3 });
      const out = join(folder, 'copy');
      const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
      await work({
        folder,
        dataset,
        out,
        export: (...args) => winnow(['export', dataset, '--out', out, '--json', ...common, ...args]),
      });
    });
}

async function manifest(out: string): Promise<Line[]> {
  const text = await readFile(join(out, 'manifest.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it(
  'a folder: subsets drawn, every hash true, and a second run writes nothing',
  withDataset(60, async ({ dataset, out, export: run }) => {
    const before = await contents(dataset);
    const first = await run('--subsets', '60,20,20');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      images: 60,
      unchanged: false,
      failed: [],
      subsets: { train: 36, valid: 12, test: 12 },
    });
    const lines = await manifest(out);
    for (const { path, sha256: hash, source, sourceSha256 } of lines) {
      expect(sha256(await readFile(join(out, path)))).toBe(hash);
      expect(sha256(await readFile(join(dataset, source)))).toBe(sourceSha256);
    }
    expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('60 images of 3 classes');
    const written = await contents(out);
    const times = await Promise.all([...lines.map(({ path }) => path), 'manifest.json'].map((p) => stat(join(out, p))));
    const second = await run('--subsets', '60,20,20');
    expect(JSON.parse(second.stdout)).toMatchObject({ images: 60, unchanged: true });
    expect(await contents(out)).toEqual(written);
    const again = await Promise.all([...lines.map(({ path }) => path), 'manifest.json'].map((p) => stat(join(out, p))));
    expect(again.map(({ ino, mtimeMs }) => [ino, mtimeMs])).toEqual(times.map(({ ino, mtimeMs }) => [ino, mtimeMs]));
    expect(await contents(dataset)).toEqual(before);
  }),
);

it(
  'decisions are carried out in the copy only; what changed is brought up to date, what is damaged is mended',
  withDataset(24, async ({ folder, dataset, out, export: run }) => {
    await run();
    const plan = join(folder, 'plan.json');
    const decisions = [
      { path: 'class-01/000000.jpg', decision: 'delete' },
      { path: 'class-01/000003.jpg', decision: 'relabel', to: 'class-02' },
    ];
    await writeFile(plan, JSON.stringify({ decisions }));
    const state = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
    expect((await winnow(['apply', dataset, '--plan', plan, ...state])).code).toBe(0);
    await writeFile(join(out, 'class-03', '000002.jpg'), 'cut off');
    const { stdout } = await run();
    expect(JSON.parse(stdout)).toMatchObject({ images: 23, unchanged: false, reused: 21 });
    const paths = (await manifest(out)).map(({ path }) => path);
    expect(paths).toContain('class-02/000003.jpg');
    expect(existsSync(join(out, 'class-01', '000000.jpg'))).toBe(false);
    const mended = await readFile(join(out, 'class-03', '000002.jpg'));
    expect(sha256(mended)).toBe(sha256(await readFile(join(dataset, 'class-03', '000002.jpg'))));
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining([expect.stringMatching(/^\.winnow/)]));
  }),
);

it(
  'square, grey, PNG, without metadata; the original keeps its own',
  withDataset(9, async ({ dataset, out, export: run }) => {
    const wide = sharp({ create: { width: 90, height: 30, channels: 4, background: '#ff000080' } });
    await writeFile(
      join(dataset, 'class-01', 'wide.png'),
      await wide
        .withExif({ IFD0: { Copyright: 'somebody' } })
        .png()
        .toBuffer(),
    );
    expect((await run('--size', '40', '--fit', 'pad', '--background', '#00ff00', '--image', 'png')).code).toBe(0);
    const file = join(out, 'class-01', 'wide.png');
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 40, height: 40, channels: 3 });
    const pixel = (x: number, y: number): number[] => [...data.subarray((y * 40 + x) * 3, (y * 40 + x) * 3 + 3)];
    expect(pixel(20, 2)).toEqual([0, 255, 0]);
    // Half-transparent red over green.
    for (const [i, value] of [128, 127, 0].entries()) expect(Math.abs(pixel(20, 20)[i] - value)).toBeLessThan(4);
    expect((await sharp(file).metadata()).exif).toBeUndefined();
    await run('--size', '40', '--grey', '--image', 'jpeg');
    const grey = await sharp(join(out, 'class-02', '000001.jpg')).metadata();
    expect(grey).toMatchObject({ width: 40, height: 40, channels: 1, format: 'jpeg' });
    expect(existsSync(file)).toBe(false);
  }),
);

it(
  'Parquet: pictures, labels and classes as readers of Hugging Face data sets expect them',
  withDataset(30, async ({ out, export: run }) => {
    expect((await run('--format', 'parquet', '--subsets', '80,20', '--size', '32')).code).toBe(0);
    const name = 'data/train-00000-of-00001.parquet';
    const file = await asyncBufferFromFile(join(out, name));
    const metadata = await parquetMetadataAsync(file);
    const known = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value ?? '';
    expect(JSON.parse(known)).toMatchObject({
      info: { features: { image: { _type: 'Image' }, label: { names: ['class-01', 'class-02', 'class-03'] } } },
    });
    const rows = (await parquetReadObjects({ file, utf8: false })) as {
      image: { bytes: Uint8Array; path: string };
      label: bigint;
      label_name: string;
      sha256: string;
    }[];
    expect(rows).toHaveLength(24);
    for (const { image, label, label_name: labelName, sha256: hash } of rows) {
      expect(`class-0${Number(label) + 1}`).toBe(labelName);
      expect(sha256(image.bytes)).toBe(hash);
      expect(await sharp(image.bytes).metadata()).toMatchObject({ width: 32, height: 32 });
    }
    const before = await contents(out);
    expect(JSON.parse((await run('--format', 'parquet', '--subsets', '80,20', '--size', '32')).stdout)).toMatchObject({
      unchanged: true,
    });
    expect(await contents(out)).toEqual(before);
  }),
);

it(
  'WebDataset: the files of one sample follow each other and share a key',
  withDataset(12, async ({ dataset, out, export: run }) => {
    await writeFile(join(dataset, 'class-01', '000000.txt'), 'a caption');
    expect((await run('--format', 'webdataset')).code).toBe(0);
    const samples = new Map<string, Map<string, Buffer>>();
    const archive = createReadStream(join(out, 'all-000000.tar')).pipe(extract());
    for await (const entry of archive) {
      const [key, ending] = entry.header.name.split('.');
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      const sample = samples.get(key) ?? new Map<string, Buffer>();
      samples.set(key, sample.set(ending, Buffer.concat(chunks)));
    }
    expect(samples.size).toBe(12);
    const captions = [...samples.values()].flatMap((sample) => sample.get('txt')?.toString() ?? []);
    expect(captions).toEqual(['a caption']);
    for (const sample of samples.values()) {
      const { label, sha256: hash } = JSON.parse(sample.get('json')!.toString()) as Line;
      expect(`class-0${Number(sample.get('cls')!.toString()) + 1}`).toBe(label);
      expect(sha256(sample.get('jpg')!)).toBe(hash);
    }
  }),
);

it(
  'copies of a picture stand in one subset, in whatever file, and captions go along',
  withDataset(40, async ({ dataset, out, export: run }) => {
    for (let i = 0; i < 12; i++) {
      const name = String(i).padStart(6, '0');
      const original = await readFile(join(dataset, `class-0${(i % 3) + 1}`, `${name}.jpg`));
      await writeFile(join(dataset, 'class-01', `bytes-${name}.jpg`), original);
      await writeFile(join(dataset, 'class-02', `pixels-${name}.png`), await sharp(original).png().toBuffer());
    }
    await writeFile(join(dataset, 'class-01', '000000.txt'), 'a caption');
    expect((await run('--subsets', '50,25,25')).code).toBe(0);
    const lines = await manifest(out);
    const subsetsOf = new Map<string, Set<string | undefined>>();
    for (const { group, subset } of lines) subsetsOf.set(group, (subsetsOf.get(group) ?? new Set()).add(subset));
    expect(Math.max(...[...subsetsOf.values()].map((subsets) => subsets.size))).toBe(1);
    const bySource = new Map(lines.map((line) => [line.source, line]));
    const original = bySource.get('class-01/000000.jpg')!;
    expect(bySource.get('class-01/bytes-000000.jpg')!.group).toBe(original.group);
    expect(bySource.get('class-02/pixels-000000.png')!.group).toBe(original.group);
    expect(await readFile(join(out, original.path.replace('.jpg', '.txt')), 'utf8')).toBe('a caption');
    // A caption that was edited is a change.
    await writeFile(join(dataset, 'class-01', '000000.txt'), 'another caption');
    expect(JSON.parse((await run('--subsets', '50,25,25')).stdout)).toMatchObject({ unchanged: false });
    expect(await readFile(join(out, original.path.replace('.jpg', '.txt')), 'utf8')).toBe('another caption');
  }),
);

it(
  'hard links share the file, and later copies do not write into it',
  withDataset(6, async ({ dataset, out, export: run }) => {
    expect((await run('--files', 'link')).code).toBe(0);
    const inode = async (file: string): Promise<number> => (await stat(file)).ino;
    const original = join(dataset, 'class-01', '000000.jpg');
    const copy = join(out, 'class-01', '000000.jpg');
    expect(await inode(copy)).toBe(await inode(original));
    const before = await contents(dataset);
    expect((await run('--files', 'copy')).code).toBe(0);
    expect(await inode(copy)).not.toBe(await inode(original));
    expect((await run('--files', 'copy', '--size', '16')).code).toBe(0);
    expect(await contents(dataset)).toEqual(before);
  }),
);

it(
  'refuses places where something could be lost, and says what is in the way',
  withDataset(6, async ({ folder, dataset, out, export: run }) => {
    await mkdir(out);
    await writeFile(join(out, 'thesis.txt'), 'mine');
    const foreign = await run();
    expect(foreign).toMatchObject({ code: 2, stdout: '' });
    expect(foreign.stderr).toMatch(/not empty and is no copy that Winnow made/);
    await rm(join(out, 'thesis.txt'));
    expect((await run()).code).toBe(0);
    await writeFile(join(out, 'notes.txt'), 'mine');
    const mixed = await run('--size', '16');
    expect(mixed.stderr).toMatch(/notes\.txt/);
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine');
    const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
    for (const [place, words] of [
      [join(dataset, 'inside'), /inside the dataset/],
      [folder, /contains the dataset/],
      [join(folder, 'no', 'parent'), /no folder/],
    ] as const) {
      const refused = await winnow(['export', dataset, '--out', place, ...common]);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(words);
    }
    expect((await run('--subsets', '50,20')).stderr).toMatch(/sum to 100/);
    expect((await run('--without', 'no-such')).stderr).toMatch(/There is no class no-such/);
  }),
);

it(
  'a file that is put into an earlier copy while it is brought up to date stays there, and so does that copy',
  withDataset(12, async ({ folder, dataset, out }) => {
    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), dataset);
    await session.exportCopy(copySettings.parse({}), out, call);
    const before = await contents(out);
    const report = (): void => writeFileSync(join(out, 'notes.txt'), 'mine');
    const update = session.exportCopy(copySettings.parse({ size: 16 }), out, { ...call, report });
    await expect(update).rejects.toThrow(/notes\.txt/);
    const { 'notes.txt': mine, ...rest } = await contents(out);
    expect(mine).toBeDefined();
    expect(rest).toEqual(before);
    expect(await readdir(folder)).not.toContain('.winnow-replaced-copy');
  }),
);

it(
  'an unreadable file that is not to be copied hides no image that could not be copied',
  withDataset(6, async ({ folder, dataset, out }) => {
    await writeFile(join(dataset, 'class-01', 'broken.jpg'), 'no image');
    const engine = startEngine({ cacheFolder: join(folder, 'cache') });
    const session = await openIndexed(engine, dataset);
    const broken = session.table.rowOf('class-01/broken.jpg')!;
    await session.decisions.decide(Uint32Array.of(broken), { kind: 'delete', as: 'unreadable' });
    const copied = await session.exportCopy(copySettings.parse({}), out, call);
    expect(copied.failed).toEqual([]);
    const failed = [{ path: 'class-01/000000.jpg', reason: 'It changed meanwhile.' }];
    vi.spyOn(session, 'exportCopy').mockResolvedValue({ ...copied, failed });
    const given = { dir: dataset, out, without: [] };
    const result = await exportOperation.run(engine, given, { ...call, note: () => undefined });
    expect(result).toMatchObject({ missed: 1 });
  }),
);

it(
  'an unreadable file of a class that is left out, or without a label where such are, is not among what failed',
  withDataset(6, async ({ dataset, out, export: run }) => {
    for (const place of ['class-01/broken.jpg', 'class-02/broken.jpg', 'broken.jpg'])
      await writeFile(join(dataset, place), 'no image');
    const left = await run('--without', 'class-02');
    expect(left.code).toBe(0);
    const failed = ({ stdout }: CliResult): string[] =>
      (JSON.parse(stdout) as { failed: { path: string }[] }).failed.map(({ path }) => path);
    expect(failed(left)).toEqual(['class-01/broken.jpg']);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toMatch(/3 of the classes left out \(class-02\)/);
    const all = await run('--unsorted');
    expect(failed(all).sort()).toEqual(['broken.jpg', 'class-01/broken.jpg', 'class-02/broken.jpg']);
  }),
);

it(
  'an image that changed since it was read is told, and the rest is there',
  withDataset(6, async ({ dataset, out, export: run }) => {
    await run();
    // The same size and time as before, so that only the content tells.
    const file = join(dataset, 'class-01', '000000.jpg');
    const { atime, mtime } = await stat(file);
    const bytes = await readFile(file);
    bytes[bytes.length - 20] ^= 0xff;
    await writeFile(file, bytes);
    await utimes(file, atime, mtime);
    const { code, stdout } = await run('--size', '16');
    const { images, failed } = JSON.parse(stdout) as { images: number; failed: { path: string }[] };
    // Whether the index sees it depends on the clock of the file system; the copy never holds another picture.
    expect(images + failed.length).toBe(6);
    expect([0, 3]).toContain(code);
    for (const line of await manifest(out))
      expect(sha256(await readFile(join(dataset, line.source)))).toBe(line.sourceSha256);
  }),
);

it(
  'killed at any moment: nothing under its name, and the next run goes on',
  withDataset(300, async ({ folder, dataset, out, export: run }) => {
    const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
    await winnow(['index', dataset, ...common]);
    const args = ['export', dataset, '--out', out, '--size', '256', '--image', 'png', ...common];
    const child = spawn(process.execPath, [join(programs, 'cli.js'), ...args], { stdio: 'ignore' });
    const progress = join(folder, '.winnow-export-copy', 'progress.jsonl');
    const ended = new Promise((resolve) => child.once('close', resolve));
    while (child.exitCode === null && !(existsSync(progress) && (await stat(progress)).size > 10_000))
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(out)).toBe(false);
    const { code, stdout } = await run('--size', '256', '--image', 'png');
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { images: number; reused: number };
    expect(result.images).toBe(300);
    expect(result.reused).toBeGreaterThan(10);
    for (const { path, bytes } of await manifest(out)) expect((await stat(join(out, path))).size).toBe(bytes);
    expect(existsSync(join(folder, '.winnow-export-copy'))).toBe(false);
  }),
);

it.each(['folder', 'webdataset', 'parquet'])(
  'a disk that fills (%s): told in words, the earlier copy stays, nothing is left behind',
  (format) =>
    withDataset(80, async ({ folder, dataset }) => {
      const small = join(folder, 'small');
      await mkdir(small);
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', small]).status !== 0) {
        console.warn('SKIPPED: mounting a small file system needs root; a full disk is not tried for real.');
        return;
      }
      try {
        const common = ['--cache', join(folder, 'cache'), '--state', join(folder, 'state'), '--json'];
        const run = (...args: string[]): Promise<CliResult> =>
          winnow(['export', dataset, '--out', join(small, 'copy'), '--format', format, ...args, ...common]);
        expect((await run('--size', '16')).code).toBe(0);
        const before = await contents(join(small, 'copy'));
        const full = await run('--size', '512', '--image', 'png');
        expect(full.code).toBe(2);
        expect(full.stderr).toMatch(/is full/);
        expect(await contents(join(small, 'copy'))).toEqual(before);
        expect(await readdir(small)).toEqual(['copy']);
      } finally {
        spawnSync('umount', [small]);
      }
    })(),
);
