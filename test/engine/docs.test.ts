import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipOf } from '../fixtures/zip';
import { winnow } from '../support/cli';
import { pages, runnableBlocks, type DocumentedCommands } from '../support/markdown';
import { programs, withFolder } from '../support/workspace';

/** The placeholders of the pages, as they stand there: what is documented is run to the letter. */
async function prepare(folder: string): Promise<void> {
  await symlink(programs, join(folder, 'dist'));
  const drawn = await winnow(['sample', join(folder, 'FOLDER'), '--images-per-class', '12', '--seed', '3', '--quiet']);
  expect(drawn.code, drawn.stderr).toBe(0);
  const other = await winnow(['sample', join(folder, 'TESTSET'), '--images-per-class', '5', '--seed', '4', '--quiet']);
  expect(other.code, other.stderr).toBe(0);
  await cp(join(folder, 'TESTSET', 'boat'), join(folder, 'PILE'), { recursive: true });
  await cp(join(folder, 'TESTSET', 'fish'), join(folder, 'FOLDER', 'garbage'), { recursive: true });
  const shared = ['--json', '--quiet', '--cache', cacheOf(folder)];
  const index = await winnow(['index', join(folder, 'FOLDER'), ...shared]);
  const { classes } = JSON.parse(index.stdout) as { classes: { name: string }[] };
  const rank = await winnow(['rank', join(folder, 'FOLDER'), ...shared]);
  const { images } = JSON.parse(rank.stdout) as { images: { path: string; given: string }[] };
  const to = classes.find(({ name }) => name !== images[0].given)!.name;
  const decisions = [
    { path: images[0].path, decision: 'relabel', to },
    { path: images[1].path, decision: 'delete' },
  ];
  await writeFile(join(folder, 'decisions.json'), JSON.stringify({ decisions }));
  const [good, better] = (await readdir(join(folder, 'TESTSET', 'boat'))).sort();
  await cp(join(folder, 'TESTSET', 'boat', good), join(folder, 'good.jpg'));
  await cp(join(folder, 'TESTSET', 'boat', better), join(folder, 'better.jpg'));
  const data = await readFile(join(folder, 'good.jpg'));
  await writeFile(join(folder, 'images.zip'), zipOf([{ name: 'boat/good.jpg', data }]));
  await mkdir(join(folder, 'bin'));
  const command = `#!/bin/sh\nexec "${process.execPath}" "${join(programs, 'cli.js')}" "$@"\n`;
  await writeFile(join(folder, 'bin', 'winnow'), command);
  await chmod(join(folder, 'bin', 'winnow'), 0o755);
}

/** Where the command line keeps its cache, when the user's cache folder is in this folder. */
function cacheOf(folder: string): string {
  return join(folder, 'user-cache', 'winnow');
}

/** Runs a block line by line in a shell that stops at the first failure; `drawn` has the cache. */
function inShell(
  folder: string,
  drawn: string,
  { commands }: DocumentedCommands,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const path = [join(folder, 'bin'), dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
    const env = { ...process.env, PATH: path, XDG_CACHE_HOME: dirname(cacheOf(drawn)) };
    const child = spawn('sh', ['-eu', '-c', commands], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.once('error', reject).once('close', (code) => resolve({ code, said }));
  });
}

describe.skipIf(process.platform === 'win32')('commands in the pages', () => {
  const blocks = pages().flatMap(runnableBlocks);
  let drawn: string;

  beforeAll(async () => {
    drawn = await mkdtemp(join(tmpdir(), 'winnow-pages-'));
    await prepare(drawn);
  });
  afterAll(() => rm(drawn, { recursive: true, force: true }));

  it('there are some', () => {
    expect(blocks.length).toBeGreaterThan(10);
  });

  it.each(blocks)('$page, line $line', { timeout: 600_000 }, async (block) => {
    await withFolder(async (folder) => {
      for (const name of (await readdir(drawn)).filter((one) => one !== 'user-cache'))
        await cp(join(drawn, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
      const { code, said } = await inShell(folder, drawn, block);
      expect(code, said).toBe(block.exitCode);
    });
  });
});
