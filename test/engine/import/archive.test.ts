import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { zipOf, type ZipEntry } from '../../fixtures/zip';
import { winnow } from '../../support/cli';
import { contents, withFolder } from '../../support/workspace';
import { picture, runImport } from './support';

type TarEntry = Partial<Header> & { readonly name: string; readonly data?: Buffer };

async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { data, ...header } of entries) archive.entry(header, data ?? Buffer.alloc(0));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Unpacks `bytes`; `work` is given what came of it. */
async function unpacked(
  bytes: Buffer,
  work: (outcome: unknown, into: string) => Promise<void>,
  options: Record<string, unknown> = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const list = join(folder, 'archive');
    await writeFile(list, bytes);
    const into = join(folder, 'new');
    const outcome = await runImport({ list, into, ...options });
    expect((await readdir(folder)).sort()).toEqual(['archive', 'new']);
    await work(outcome, into);
  });
}

/** Unpacking fails with `message`, and nothing of it stays. */
async function refused(bytes: Buffer, message: RegExp, options: Record<string, unknown> = {}): Promise<void> {
  await withFolder(async (folder) => {
    const list = join(folder, 'archive');
    await writeFile(list, bytes);
    await expect(runImport({ list, into: join(folder, 'new'), ...options })).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(['archive']);
  });
}

describe('archives', () => {
  it('zip, tar and tar.gz give the files, with folders and sidecars, whatever the archive is called', async () => {
    const [cat, dog] = await Promise.all([picture(1), picture(2, 'jpeg')]);
    const files = {
      'set/cat/1.png': cat,
      'set/dog/1.jpg': dog,
      'set/dog/größe.jpg': dog,
      'set/labels.csv': Buffer.from('a,b'),
    };
    const zip = zipOf([
      { name: 'set/cat/' },
      ...Object.entries(files).map(([name, data], i) => ({ name, data, stored: i % 2 === 0 })),
    ]);
    const tar = await tarOf([
      { name: 'set/cat', type: 'directory' },
      ...Object.entries(files).map(([name, data]) => ({ name, data })),
    ]);
    for (const archive of [zip, tar, gzipSync(tar)])
      await unpacked(archive, async (outcome, into) => {
        expect(outcome).toMatchObject({ files: 4, images: 3, leftOut: 0, failed: [], out: into });
        expect(await contents(into)).toEqual(
          Object.fromEntries(Object.entries(files).map(([name, data]) => [name, sha256(data)])),
        );
        expect((await stat(join(into, 'set/cat/1.png'))).mode & 0o777).toBe(0o644);
      });
  });

  it('nothing leads outside, links and devices are refused, hidden files are left out, names never collide', async () => {
    const data = await picture(1);
    const entries: ZipEntry[] = [
      { name: '../evil.png', data },
      { name: 'a/../../evil.png', data },
      { name: '/tmp/evil.png', data },
      { name: 'link', data: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: '.winnow/set-1/journal.jsonl', data },
      { name: '__MACOSX/._1.png', data },
      { name: '1.png', data },
      { name: '1.png', data },
      { name: '1.png/below.png', data },
      { name: 'secret.png', data, flags: 1 },
      { name: 'odd.png', data, method: 99 },
    ];
    await unpacked(zipOf(entries), async (outcome, into) => {
      expect(outcome).toMatchObject({ files: 2, leftOut: 2 });
      expect((outcome as { failed: unknown }).failed).toEqual([
        { path: '../evil.png', reason: 'Its path leads outside.' },
        { path: 'a/../../evil.png', reason: 'Its path leads outside.' },
        { path: '/tmp/evil.png', reason: 'Its path is absolute.' },
        { path: 'link', reason: 'It is a link.' },
        { path: '1.png/below.png', reason: 'A file of the archive stands where its folder would be.' },
        { path: 'secret.png', reason: 'It is encrypted.' },
        { path: 'odd.png', reason: 'Its compression (method 99) is not read.' },
      ]);
      expect(Object.keys(await contents(into))).toEqual(['1 (2).png', '1.png']);
    });
    const tar = await tarOf([
      { name: 'inside', type: 'symlink', linkname: '/tmp' },
      { name: 'inside/evil.png', data },
      { name: 'hard', type: 'link', linkname: '/etc/passwd' },
      { name: 'device', type: 'character-device' },
      { name: '../evil.png', data },
    ]);
    await unpacked(tar, async (outcome, into) => {
      expect(outcome).toMatchObject({ files: 1, images: 1 });
      expect((outcome as { failed: { path: string }[] }).failed.map(({ path }) => path)).toEqual([
        'inside',
        'hard',
        'device',
        '../evil.png',
      ]);
      // Not through the link: a folder of its own.
      expect(Object.keys(await contents(into))).toEqual(['inside/evil.png']);
    });
  });

  it('a damaged file costs itself in a zip', async () => {
    const data = await picture(1);
    const zip = zipOf([
      { name: 'good.png', data },
      { name: 'crc.png', data, crc: 1 },
      { name: 'long.png', data, size: data.length + 5 },
      { name: 'last.png', data },
    ]);
    await unpacked(zip, async (outcome, into) => {
      expect(outcome).toMatchObject({ files: 2, failed: [{ path: 'crc.png' }, { path: 'long.png' }] });
      expect(Object.keys(await contents(into))).toEqual(['good.png', 'last.png']);
    });
  });

  it('an archive that ends early, or is none, is refused and leaves nothing', async () => {
    const data = await picture(1);
    const tar = await tarOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.png`, data })));
    const zip = zipOf([{ name: '1.png', data }]);
    await refused(tar.subarray(0, tar.length / 2), /cannot be unpacked/);
    await refused(gzipSync(tar).subarray(0, 300), /cannot be unpacked/);
    await refused(zip.subarray(0, zip.length - 30), /cannot be unpacked/);
    await refused(gzipSync(Buffer.from('no tar at all, just a text')), /cannot be unpacked/);
    await refused(Buffer.from('7z\xbc\xaf\x27\x1c rest', 'latin1'), /7z archive, which is not read/);
    await refused(zipOf([]), /holds no files/);
  });

  it('bombs are refused: by ratio, overlapping entries, size, number of files, and a header without end', async () => {
    const zeros = Buffer.alloc(60e6);
    await refused(zipOf([{ name: 'zeros.bin', data: zeros }]), /times its size/);
    await refused(gzipSync(await tarOf([{ name: 'zeros.bin', data: zeros }])), /times its size/);
    const noise = Buffer.from(Array.from({ length: 3e6 }, (_, i) => (i * 2654435761) >>> 13));
    const overlapping = Array.from({ length: 400 }, (_, i) => ({
      name: `${i}`,
      data: noise,
      ...(i > 0 && { sameAs: 0 }),
    }));
    await refused(zipOf(overlapping), /times its size/);
    await refused(zipOf([{ name: 'a', data: zeros.subarray(0, 2e6) }]), /more than 0.001 GB/, { maxGigabytes: 0.001 });
    const many = await tarOf(Array.from({ length: 30 }, (_, i) => ({ name: `${i}` })));
    await refused(gzipSync(many), /more than 20 entries/, { maxEntries: 20 });
    const endless = Buffer.alloc(10e6);
    (await tarOf([{ name: 'x', pax: { comment: 'y' } }])).copy(endless, 0, 0, 512);
    endless.write('00046104000\0', 124, 'latin1');
    endless.fill(' ', 148, 156);
    const sum = endless.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    endless.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    await refused(gzipSync(endless), /cannot be unpacked: Header exceeds max size/);
  });

  it('a folder that holds something is left as it is; an empty one is filled', async () => {
    const zip = zipOf([{ name: '1.png', data: await picture(1) }]);
    await withFolder(async (folder) => {
      const list = join(folder, 'a.zip');
      await writeFile(list, zip);
      const into = join(folder, 'new');
      await mkdir(into);
      expect(await runImport({ list, into })).toMatchObject({ files: 1 });
      await expect(runImport({ list, into })).rejects.toThrow(/is there already/);
      expect(await readdir(into)).toEqual(['1.png']);
    });
  });

  it('cancelled: nothing stays', async () => {
    const data = Buffer.from(Array.from({ length: 1e6 }, (_, i) => (i * 2654435761) >>> 13));
    const zip = zipOf(Array.from({ length: 30 }, (_, i) => ({ name: `${i}.bin`, data, stored: true })));
    await withFolder(async (folder) => {
      const list = join(folder, 'a.zip');
      await writeFile(list, zip);
      const controller = new AbortController();
      const running = runImport({ list, into: join(folder, 'new') }, controller.signal);
      setTimeout(() => controller.abort(new Error('enough')), 15);
      await expect(running).rejects.toThrow('enough');
      expect(await readdir(folder)).toEqual(['a.zip']);
    });
  });

  it('a disk that fills: nothing stays', async ({ skip }) => {
    const data = Buffer.from(Array.from({ length: 1e6 }, (_, i) => (i * 2654435761) >>> 13));
    await withFolder(async (folder) => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk]).status !== 0) {
        console.warn('SKIPPED: mounting a small file system needs root; a disk that fills is not tried.');
        skip();
      }
      try {
        const list = join(folder, 'a.zip');
        await writeFile(list, zipOf([{ name: 'a.bin', data, stored: true }]));
        await expect(runImport({ list, into: join(disk, 'new') })).rejects.toThrow(/disk of .* is full/);
        expect(await readdir(disk)).toEqual([]);
      } finally {
        spawnSync('umount', [disk]);
      }
    });
  });

  it('from the command line, with what failed on its own lines', async () => {
    const data = await picture(1);
    await withFolder(async (folder) => {
      const list = join(folder, 'a.zip');
      await writeFile(
        list,
        zipOf([
          { name: 'cat/1.png', data },
          { name: '../evil.png', data },
        ]),
      );
      const into = join(folder, 'new');
      const { code, stdout } = await winnow(['import', list, '--into', into]);
      expect(code).toBe(3);
      expect(stdout).toMatch(
        /^1 file, 1 of them an image, in .*1 failed\n {2}\.\.\/evil\.png: Its path leads outside\./,
      );
      expect(await readFile(join(into, 'cat/1.png'))).toEqual(data);
    });
  });
});
