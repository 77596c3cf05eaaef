import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fetchFile, usualRules } from '../../../src/engine/model/fetch/fetchFile';
import { zlibZeros, pngOf } from '../../fixtures/png';
import { winnow } from '../../support/cli';
import { contents, withFolder } from '../../support/workspace';
import { killServers, picture, runImport, serve } from './support';

/** What lies in the folder, without what an import writes down for itself. */
async function images(folder: string): Promise<string[]> {
  return Object.keys(await contents(folder))
    .filter((path) => !path.startsWith('.winnow-import/'))
    .sort();
}

async function withList(lines: readonly string[], work: (list: string, into: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const list = join(folder, 'list.txt');
    await writeFile(list, lines.join('\n'));
    await work(list, join(folder, 'into'));
  });
}

describe('a server that behaves', () => {
  it('classes become folders, names never collide, the ending follows the content, a second run asks for nothing', async () => {
    const [cat, dog, owl] = await Promise.all([picture(1), picture(2, 'jpeg'), picture(3, 'webp')]);
    let asked = 0;
    const host = await serve((request, answer) => {
      asked++;
      answer.end(request.url?.includes('cat') ? cat : request.url?.includes('dog') ? dog : owl);
    });
    await withList(
      [
        'url,class,keyword',
        `${host}/a/photo.jpg?cat,cat,red cat`,
        `${host}/b/photo.jpg?dog,dog,puppy`,
        `${host}/c/photo.jpg?owl,dog,owl`,
        `${host}/d/PHOTO.gif?cat,dog,`,
        `${host}/e/again.png?cat,cat,`,
      ],
      async (list, into) => {
        await mkdir(join(into, 'dog'), { recursive: true });
        await writeFile(join(into, 'dog/photo.jpg'), 'somebody else');
        // One after the other: which of two equal ones is the copy depends on which comes first.
        const first = await runImport({ list, into, perHost: 1 });
        // The cat came twice for one class (a copy), and once for another (which a person must judge).
        expect(first).toMatchObject({ images: 4, copies: 1, known: 0, failed: [] });
        expect(await images(into)).toEqual(
          ['cat/photo.png', 'dog/photo.jpg', 'dog/photo (2).jpg', 'dog/photo.webp', 'dog/PHOTO.png'].sort(),
        );
        expect(await readFile(join(into, 'dog/photo.jpg'), 'utf8')).toBe('somebody else');
        expect(await readFile(join(into, 'cat/photo.png'))).toEqual(cat);
        const log = await readFile(join(into, '.winnow-import/provenance.jsonl'), 'utf8');
        expect(log).toContain('"term":"red cat"');
        expect(log).toContain(`"host":"${new URL(host).host}"`);
        expect(await runImport({ list, into })).toMatchObject({ images: 0, copies: 0, known: 5, failed: [] });
        expect(asked).toBe(5);
        // What the user removed is not fetched again.
        await rm(join(into, 'cat/photo.png'));
        expect(await runImport({ list, into })).toMatchObject({ images: 0, known: 5 });
      },
    );
  });

  it('a file of the same bytes that lies in the folder already is recognised', async () => {
    const bytes = await picture(1);
    const host = await serve((_, answer) => answer.end(bytes));
    await withList([`${host}/new.png`], async (list, into) => {
      await mkdir(into);
      await writeFile(join(into, 'mine.png'), bytes);
      expect(await runImport({ list, into })).toMatchObject({ images: 0, copies: 1 });
      expect(await images(into)).toEqual(['mine.png']);
    });
  });

  it('hundreds of addresses of one name', async () => {
    const host = await serve((request, answer) => {
      void picture(Number(request.url?.split('?')[1])).then((bytes) => answer.end(bytes));
    });
    const lines = Array.from({ length: 300 }, (_, i) => `${host}/image.png?${i}`);
    await withList(lines, async (list, into) => {
      const outcome = await runImport({ list, into, perHost: 16, timeout: 20 });
      expect(outcome.failed).toEqual([]);
      expect(outcome.images + outcome.copies).toBe(300);
      expect(await images(into)).toHaveLength(outcome.images);
    });
  });
});

describe('a server that misbehaves', () => {
  it('every failure is listed with its line and reason, the rest arrives, nothing half-written stays', async () => {
    const [good, another] = await Promise.all([picture(1), picture(2)]);
    const bomb = pngOf(30_000, 30_000, 8, zlibZeros(1000));
    const host = await serve((request, answer) => {
      switch (request.url?.slice(1)) {
        case 'good':
          return void answer.end(good);
        case 'silent':
          return undefined;
        case 'drip':
          answer.writeHead(200, { 'content-length': 1e6 });
          return void setInterval(() => answer.write('x'), 100).unref();
        case 'truncated':
          answer.writeHead(200, { 'content-length': good.length });
          return void answer.end(good.subarray(0, 200), () => answer.destroy());
        case 'half':
          return void answer.end(good.subarray(0, good.length / 2));
        case 'loop':
          return void answer.writeHead(302, { location: '/loop' }).end();
        case 'endless': {
          answer.writeHead(200, { 'content-type': 'image/jpeg' });
          const more = (): void => {
            while (!answer.destroyed && answer.write(Buffer.alloc(65536))) continue;
            if (!answer.destroyed) answer.once('drain', more);
          };
          return more();
        }
        case 'announced':
          answer.writeHead(200, { 'content-length': 5e9 });
          return void answer.write('x');
        case 'page':
          return void answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>not here</html>');
        case 'error-as-image':
          return void answer.writeHead(200, { 'content-type': 'image/jpeg' }).end('<html>503 go away</html>');
        case 'gone':
          return void answer.writeHead(404).end('no');
        case 'broken':
          return void answer.writeHead(500).end('no');
        case 'empty':
          return void answer.end();
        case 'wrong-type':
          return void answer.writeHead(200, { 'content-type': 'text/plain' }).end(another);
        case 'bomb':
          return void answer.end(bomb);
        case 'gzip':
          return void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(good);
        default:
          return void answer.destroy();
      }
    });
    const expected: Record<string, RegExp> = {
      silent: /sent nothing for 1 s/,
      drip: /too slowly/,
      truncated: /stopped before the file was whole/,
      half: /./,
      loop: /more than \d+ times/,
      endless: /more than 1 MB/,
      announced: /more than 1 MB/,
      page: /a web page/,
      'error-as-image': /./,
      gone: /answered 404/,
      broken: /answered 500/,
      empty: /empty/,
      bomb: /30000 x 30000/,
      gzip: /another coding/,
      'hangs-up': /cannot be reached/,
      'http://user:secret@127.0.0.1/x': /password/,
      'ftp://127.0.0.1/x': /only https and http/,
      'no address at all': /not an address/,
    };
    const names = ['good', ...Object.keys(expected), 'wrong-type'];
    const lines = names.map((name) => (/[: ]/.test(name) ? name : `${host}/${name}`));
    await withList(lines, async (list, into) => {
      const outcome = await runImport({ list, into, perHost: 8, maxMegabytes: 1 });
      for (const [name, reason] of Object.entries(expected)) {
        const failure = outcome.failed.find(({ line }) => line === names.indexOf(name) + 1);
        expect(failure?.reason, name).toMatch(reason);
        expect(failure?.url, name).toBe(lines[names.indexOf(name)]);
      }
      expect(outcome.failed).toHaveLength(Object.keys(expected).length);
      expect(outcome).toMatchObject({ images: 2, copies: 0 });
      expect(await images(into)).toEqual(['good.png', 'wrong-type.png']);
      expect(await readdir(join(into, '.winnow-import'))).toEqual(['provenance.jsonl']);
    });
  });

  it('a busy server is asked again, one that says no is not', async () => {
    const good = await picture(1);
    const asked = { busy: 0, gone: 0, late: 0 };
    const host = await serve((request, answer) => {
      const name = request.url?.slice(1) as keyof typeof asked;
      const times = ++asked[name];
      if (name === 'gone') answer.writeHead(404).end();
      else if (times < 3) answer.writeHead(name === 'busy' ? 503 : 429, { 'retry-after': '1' }).end();
      else answer.end(good);
    });
    await withList([`${host}/busy`, `${host}/gone`, `${host}/late`], async (list, into) => {
      expect(await runImport({ list, into, tries: 3 })).toMatchObject({ images: 1, copies: 1, failed: [{ line: 2 }] });
      expect(asked).toEqual({ busy: 3, gone: 1, late: 3 });
    });
  });

  it('a server that dies: what came stays, the host is given up soon, a second run gets the rest', async () => {
    let served = 0;
    const listener = (seen: { url?: string }, answer: { end: (bytes: Buffer) => unknown }): void => {
      void picture(Number(seen.url?.slice(1))).then((bytes) => {
        answer.end(bytes);
        if (++served === 5) killServers();
      });
    };
    const host = await serve(listener);
    const lines = Array.from({ length: 40 }, (_, i) => `${host}/${i}`);
    await withList(lines, async (list, into) => {
      const first = await runImport({ list, into, perHost: 2 });
      expect(first.images).toBeGreaterThanOrEqual(4);
      expect(first.images + first.failed.length).toBe(40);
      expect(first.failed.at(-1)?.reason).toMatch(/times in a row/);
      const again = await serve(listener);
      await writeFile(list, lines.map((line) => line.replace(host, again)).join('\n'));
      // Another port is another address: the pixels tell what came already.
      const second = await runImport({ list, into, perHost: 2 });
      expect(second.failed).toEqual([]);
      expect(await images(into)).toHaveLength(first.images + second.images);
      expect(second.copies).toBeGreaterThanOrEqual(first.images);
    });
  });
});

describe('where it may not go', () => {
  it('this machine and its network are refused unless allowed, by number and by name', async () => {
    const good = await picture(1);
    let asked = 0;
    const host = await serve((_, answer) => {
      asked++;
      answer.end(good);
    });
    const { port } = new URL(host);
    const lines = [
      host,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      `http://2130706433:${port}/`,
      `http://0x7f.1:${port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'http://10.0.0.1/',
    ];
    await withList(lines, async (list, into) => {
      const { failed } = await runImport({ list, into, allowPrivate: false });
      expect(failed).toHaveLength(lines.length);
      for (const { reason } of failed) expect(reason).toMatch(/only public ones|cannot be reached/);
      expect(asked).toBe(0);
    });
  });

  it.each([
    'http://10.0.0.1/x',
    'http://169.254.169.254/',
    'http://[fd00::1]/',
    'ftp://example.org/x',
    'file:///etc/passwd',
  ])('not to %s after a redirect either', async (location) => {
    const host = await serve((_, answer) => answer.writeHead(302, { location }).end());
    const rules = { ...usualRules, allowLoopback: true, allowHttp: true };
    await withFolder(async (folder) => {
      const call = { signal: new AbortController().signal, onProgress: () => undefined };
      await expect(fetchFile(host, join(folder, 'x'), rules, call)).rejects.toThrow(
        /only public ones|only https and http/,
      );
      expect(await readdir(folder)).toEqual([]);
    });
  });

  it('a class leads nowhere but below the folder', async () => {
    const good = await picture(1);
    const host = await serve((_, answer) => answer.end(good));
    const classes = ['../out', '/abs', 'a/../../b', 'a\\b', 'con\u0000', 'linked', 'taken'];
    await withList(['url,class', ...classes.map((name, i) => `${host}/${i},"${name}"`)], async (list, into) => {
      await mkdir(into);
      await mkdir(join(into, '../elsewhere'));
      await symlink('../elsewhere', join(into, 'linked'));
      await writeFile(join(into, 'taken'), 'a file');
      const { failed } = await runImport({ list, into });
      expect(failed.map(({ reason }) => reason)).toEqual([
        ...Array.from({ length: 5 }, () => expect.stringMatching(/no name for a folder/) as string),
        'The folder of its class is a link.',
        'A file stands where the folder of its class would be.',
      ]);
      expect(await readdir(join(into, '..'))).toEqual(['elsewhere', 'into', 'list.txt']);
      expect(await readdir(join(into, '../elsewhere'))).toEqual([]);
    });
  });
});

describe('a disk that fills', () => {
  it('says so, keeps what is whole, and goes on when there is room', async ({ skip }) => {
    await withFolder(async (folder) => {
      const disk = join(folder, 'disk');
      await mkdir(disk);
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) {
        console.warn('SKIPPED: mounting a small file system needs root; a disk that fills is not tried.');
        skip();
      }
      try {
        const host = await serve((request, answer) => {
          void largePicture(Number(request.url?.slice(1))).then((bytes) => answer.end(bytes));
        });
        const list = join(folder, 'list.txt');
        await writeFile(list, Array.from({ length: 12 }, (_, i) => `${host}/${i}`).join('\n'));
        const into = join(disk, 'into');
        await expect(runImport({ list, into, timeout: 20, perHost: 1 })).rejects.toThrow(/disk of .* is full/);
        const kept = await images(into);
        expect(kept.length).toBeGreaterThan(0);
        expect(kept.length).toBeLessThan(12);
        for (const name of kept)
          expect(await readFile(join(into, name))).toEqual(await largePicture(Number(name.split('.')[0])));
        spawnSync('mount', ['-o', 'remount,size=4m', disk]);
        const second = await runImport({ list, into, timeout: 20 });
        expect(second.failed).toEqual([]);
        expect(await images(into)).toHaveLength(12);
      } finally {
        spawnSync('umount', [disk]);
      }
    });
  });
});

/** About 40 kB. */
async function largePicture(seed: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  let state = seed + 1;
  const pixels = Buffer.from(Array.from({ length: 120 * 120 * 3 }, () => (state = (state * 48271) % 2147483647) % 256));
  return sharp(pixels, { raw: { width: 120, height: 120, channels: 3 } })
    .png()
    .toBuffer();
}

describe('the command line', () => {
  it('lists failures and says by its exit code that some are missing', async () => {
    const good = await picture(1);
    const host = await serve((request, answer) =>
      request.url === '/good' ? answer.end(good) : answer.writeHead(404).end(),
    );
    await withList([`${host}/good`, `${host}/gone`], async (list, into) => {
      const { code, stdout } = await winnow(['import', list, '--into', into, '--allow-private']);
      expect(code).toBe(3);
      expect(stdout).toMatch(/^1 image in .*, 1 failed\n {2}.*404.*\n {4}line 2 {2}http:.*gone\n$/);
      const json = await winnow(['import', list, '--into', into, '--allow-private', '--json']);
      expect(JSON.parse(json.stdout)).toMatchObject({ images: 0, known: 1, failed: [{ line: 2 }], out: into });
    });
  });

  it('Ctrl-C stops cleanly; a second run goes on', async () => {
    const good = await picture(1);
    const host = await serve((request, answer) => {
      if (Number(request.url?.slice(1)) < 3) answer.end(good);
      // The others wait, until they are let through.
      else if (through) answer.end(good);
    });
    let through = false;
    const lines = Array.from({ length: 10 }, (_, i) => `${host}/${i}`);
    await withList(lines, async (list, into) => {
      const log = join(into, '.winnow-import/provenance.jsonl');
      const { code, stderr } = await winnow(['import', list, '--into', into, '--allow-private'], {
        signalAfter: (kill) => {
          void (async () => {
            while ((await readFile(log, 'utf8').catch(() => '')).split('"url"').length < 4) await sleep(50);
            kill();
          })();
        },
      });
      expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/goes on/) as string });
      expect(await readdir(join(into, '.winnow-import'))).toEqual(['provenance.jsonl']);
      through = true;
      expect(await runImport({ list, into })).toMatchObject({ known: 3, failed: [] });
    });
  });

  it.each([
    [['import', 'nowhere.txt', '--into', 'x'], /nowhere\.txt cannot be read/],
    [['import'], /^winnow: import needs LIST\. /],
  ])('%j is wrong usage', async (args, message) => {
    const { code, stderr } = await winnow(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
