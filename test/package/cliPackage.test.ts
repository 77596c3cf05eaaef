import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { npm } from '../../scripts/npm.mjs';
import { withFolder } from '../support/workspace';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

it('the npm package gives the command winnow in an empty folder', async ({ skip }) => {
  await withFolder(async (folder) => {
    const { stdout } = await run(process.execPath, ['scripts/packageCli.mjs', folder], { cwd: root });
    const place = join(folder, 'empty');
    await mkdir(place);
    await writeFile(join(place, 'package.json'), JSON.stringify({ private: true }));
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', stdout.trim()];
    const installed = await npm(args, { cwd: place, timeout: 500_000 });
    if (/E(NOTFOUND|AI_AGAIN|CONNREFUSED|TIMEDOUT|NOTCACHED)/.test(installed.stderr)) {
      console.warn(`SKIPPED: npm could not fetch the dependencies: ${installed.stderr.split('\n')[0]}`);
      skip('no network');
    }
    expect(installed.code, installed.stderr).toBe(0);

    const winnow = join(place, 'node_modules', '.bin', 'winnow');
    const shared = ['--quiet', '--cache', join(folder, 'cache')];
    await run(winnow, ['sample', join(folder, 'sample'), '--images-per-class', '10', '--seed', '1', '--quiet']);
    const index = await run(winnow, ['index', join(folder, 'sample'), '--json', ...shared]);
    const { images, backend } = JSON.parse(index.stdout) as { images: number; backend: string };
    expect(images).toBeGreaterThan(50);
    expect(backend).not.toBe('wasm');
    const rank = await run(winnow, ['rank', join(folder, 'sample'), '--json', ...shared]);
    expect((JSON.parse(rank.stdout) as { images: unknown[] }).images.length).toBeGreaterThan(50);
  });
});
