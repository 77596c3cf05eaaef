import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeHostileFiles } from '../fixtures/hostile';
import { writeManyImages } from '../fixtures/manyImages';
import { picture } from '../fixtures/formats';
import { programs, realData, withFolder } from '../support/workspace';
import { startGrowing } from './support/growingFile';
import { runWatched } from './support/runWatched';

interface Listed {
  readonly path: string;
  readonly reason: string;
}

interface Index {
  readonly images: number;
  readonly unreadable: readonly Listed[];
  readonly skipped: readonly Listed[];
  readonly peakRssMB: number;
  readonly seconds: number;
  readonly peakMB: number;
  readonly stderr: string;
}

const mostMB = 1500;
const malformed = realData('malformed.tar');
const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) console.warn('SKIPPED: strace is not installed; no file that kills its reader is tried.');

/** Runs the packaged `index`; it must end well, with bounded memory and a reason for everything that it leaves out. */
async function index(dataset: string, scratch: string, before: readonly string[] = []): Promise<Index> {
  const folders = ['--cache', join(scratch, 'cache'), '--state', join(scratch, 'state')];
  const command = [...before, process.execPath, join(programs, 'cli.js'), 'index', dataset, ...folders, '--json'];
  const { code, stdout, stderr, ...measured } = await runWatched(command[0], command.slice(1));
  expect(code, stderr).toBe(0);
  const result = { ...(JSON.parse(stdout) as Omit<Index, 'peakMB' | 'stderr'>), ...measured, stderr };
  for (const { path, reason } of [...result.unreadable, ...result.skipped]) {
    // One line for people: no stack, no code of ours.
    expect(reason, path).toMatch(/^\S.{8,300}$/);
    expect(reason, path).not.toMatch(/undefined|\bat .*:\d+|Error:/);
  }
  expect(result.peakRssMB).toBeLessThan(mostMB);
  expect(result.peakMB).toBeLessThan(mostMB);
  return result;
}

const paths = (list: readonly Listed[]): string[] => list.map(({ path }) => path).sort();

describe('index of hostile files', () => {
  it('ends, lists each that it cannot read with the reason, and misses no good one', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await mkdir(dataset);
      const files = await writeHostileFiles(dataset);
      const good = await writeManyImages(join(dataset, 'good'), 40, { classes: 2 });
      const stop = startGrowing(join(dataset, 'broken/growing.jpg'), await picture(99).jpeg().toBuffer());
      const result = await index(dataset, folder).finally(stop);
      // What grows may be met while it is still whole: it counts as one or the other, and never twice.
      const settled = (list: readonly Listed[]): string[] =>
        paths(list).filter((path) => path !== 'broken/growing.jpg');
      const expected = (as: string): string[] =>
        files
          .filter((file) => file.expect === as)
          .map(({ path }) => path)
          .sort();
      expect(settled(result.unreadable)).toEqual(expected('unreadable'));
      expect(settled(result.skipped)).toEqual(expected('skipped'));
      const growing = result.unreadable.length + result.skipped.length - files.length + expected('readable').length;
      expect(result.images + growing).toBe(expected('readable').length + good.length + 1);
      console.info(
        `${files.length + good.length + 1} files, ${result.unreadable.length} unreadable, ${result.skipped.length} skipped, ` +
          `peak ${Math.round(result.peakMB)} MB, ${result.seconds.toFixed(1)} s`,
      );
    }));

  it.skipIf(!malformed)('ends on every file of codec test suites and fuzzers', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await mkdir(join(dataset, 'bad'), { recursive: true });
      expect(spawnSync('tar', ['-xf', malformed!, '-C', join(dataset, 'bad')]).status).toBe(0);
      const count = readdirSync(dataset, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length;
      const good = await writeManyImages(join(dataset, 'good'), 40, { classes: 2 });
      const result = await index(dataset, folder);
      const left = [...paths(result.unreadable), ...paths(result.skipped)];
      expect(new Set(left).size).toBe(left.length);
      expect(left.filter((path) => path.startsWith('good/'))).toEqual([]);
      expect(result.images + left.length).toBe(count + good.length);
      expect(result.unreadable.length).toBeGreaterThan(200);
      console.info(`${count} malformed files, peak ${Math.round(result.peakMB)} MB, ${result.seconds.toFixed(1)} s`);
    }),
  );

  it.skipIf(!hasStrace)('gives up only the file that kills its reader, not those that were in flight beside it', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      const good = await writeManyImages(dataset, 60, { classes: 2 });
      const killer = join(dataset, 'class-01', 'killer.jpg');
      await writeFile(killer, await picture(7).jpeg().toBuffer());
      // Whoever opens this file dies at once, from outside: every reader, every time.
      const fault = ['-P', killer, '-e', 'trace=openat', '-e', 'inject=openat:signal=SIGKILL'];
      const strace = ['strace', '-f', '-o', join(folder, 'trace'), ...fault];
      const result = await index(dataset, folder, strace);
      expect(result.stderr).toMatch(/It held .*, .*; each is tried again alone/);
      expect(paths(result.unreadable)).toEqual(['class-01/killer.jpg']);
      expect(result.skipped).toEqual([]);
      expect(result.images).toBe(good.length);
    }),
  );
});
