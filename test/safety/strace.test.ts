import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStateFolder } from '../../src/engine/dataset/stateFolder';
import { greyPng } from './support/greyPng';

/** The packaged command, as users run it. */
const cli = process.env.WINNOW_CLI ?? resolve(import.meta.dirname, '../../dist/cli.js');
const thorough = process.env.WINNOW_SAFETY === 'long';
const codes = ['ENOSPC', 'EIO', 'EACCES', 'EXDEV', 'EMFILE'];
const calls = ['link', 'unlink', 'rename', 'mkdir', 'fsync', 'openat', 'write'];
/** Calls that Node itself makes as well: only those on the paths of the scene count. */
const common = new Set(['openat', 'write']);

const hasStrace = spawnSync('strace', ['-V']).status === 0;
const canRun = hasStrace && existsSync(cli);
if (!hasStrace) console.warn('SKIPPED: strace is not installed; faults are not injected into the packaged command.');
else if (!canRun) console.warn(`SKIPPED: ${cli} is missing (build first); faults are not injected into it.`);

const work = mkdtempSync(join(tmpdir(), 'winnow-strace-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Scene {
  readonly base: string;
  readonly root: string;
  readonly state: string;
}

async function makeScene(): Promise<Scene> {
  const base = mkdtempSync(join(work, 'scene-'));
  const root = join(base, 'pets');
  for (const folder of ['cat', 'dog']) mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['1', '2', '3']) writeFileSync(join(root, 'cat', `${name}.png`), greyPng(40 * Number(name)));
  for (const name of ['1', '2']) writeFileSync(join(root, 'dog', `${name}.png`), greyPng(150 + 40 * Number(name)));
  writeFileSync(join(root, 'cat', '1.txt'), 'a caption');
  const decisions = [
    { path: 'cat/1.png', decision: 'relabel', to: 'dog' },
    { path: 'cat/2.png', decision: 'delete' },
    { path: 'cat/3.png', decision: 'set-aside' },
    { path: 'dog/2.png', decision: 'relabel', to: 'bird' },
  ];
  writeFileSync(join(base, 'plan.json'), JSON.stringify({ decisions }));
  const { path: state } = await openStateFolder(root, { stateDir: join(base, 'state') });
  return { base, root, state };
}

function command(scene: Scene, name: string): string[] {
  const plan = name === 'apply' ? ['--plan', join(scene.base, 'plan.json')] : [];
  return [
    cli,
    name,
    scene.root,
    ...plan,
    '--state',
    dirname(scene.state),
    '--cache',
    join(scene.base, 'cache'),
    '--json',
    '--quiet',
  ];
}

function run(scene: Scene, name: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, command(scene, name), { encoding: 'utf8' });
}

/** Runs `apply` under strace, looking at one kind of call; returns its status and what strace wrote. */
function trace(scene: Scene, call: string, fault?: string): { status: number | null; stderr: string; lines: string[] } {
  const log = join(scene.base, 'trace');
  const { root, state } = scene;
  const paths = [state, join(state, 'journal.jsonl'), join(state, 'decisions.log'), join(root, 'dog'), ...files(root)];
  const only = common.has(call) ? paths.flatMap((path) => ['-P', path]) : [];
  const inject = fault === undefined ? [] : ['-e', `inject=${call}:${fault}`];
  // One thread for file system calls, so that "the n-th call" is always the same one.
  const { status, stderr } = spawnSync(
    'strace',
    [
      '-f',
      '--seccomp-bpf',
      '-y',
      ...only,
      '-e',
      `trace=${call}`,
      ...inject,
      '-o',
      log,
      process.execPath,
      ...command(scene, 'apply'),
    ],
    { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
  );
  return { status, stderr, lines: readFileSync(log, 'utf8').split('\n') };
}

function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function datasetTree({ root }: Scene): string[] {
  return files(root)
    .map((path) => `${path.slice(root.length)} ${readFileSync(path, 'base64')}`)
    .sort();
}

/** Contents of all files of the dataset and of what Winnow keeps of them. */
function contents(scene: Scene): string[] {
  const kept = files(scene.state).filter((path) => /\/(trash|set-aside)\//.test(path));
  return [...files(scene.root), ...kept].map((path) => readFileSync(path, 'base64')).sort();
}

/** Numbers, in the thread that makes most of them, of the calls that touch the dataset or its state. */
function targets(lines: readonly string[], call: string, scene: Scene): number[] {
  const own = lines.filter((line) => line.includes(` ${call}(`));
  const ours = (line: string): boolean => line.includes(scene.base) && !line.includes(join(scene.base, 'cache'));
  const thread = own.findLast(ours)?.split(' ')[0];
  return own.filter((line) => line.startsWith(`${thread} `)).flatMap((line, i) => (ours(line) ? [i + 1] : []));
}

describe.skipIf(!canRun)('faults injected into the packaged command', () => {
  const points: { call: string; when: number }[] = [];
  let before: { contents: string[]; tree: string[] };

  beforeAll(async () => {
    for (const call of calls) {
      const scene = await makeScene();
      before = { contents: contents(scene), tree: datasetTree(scene) };
      const { lines, status, stderr } = trace(scene, call);
      expect(status, stderr).toBe(0);
      points.push(...targets(lines, call, scene).map((when) => ({ call, when })));
    }
  });

  it.each(codes)('%s: nothing is lost, the failure is told in words, and undo brings everything back', async (code) => {
    const stride = thorough ? 1 : 16;
    let injected = 0;
    for (let i = codes.indexOf(code); i < points.length; i += stride) {
      const { call, when } = points[i];
      const where = `${code} at ${call} ${when}`;
      const scene = await makeScene();
      const { status, stderr, lines } = trace(scene, call, `error=${code}:when=${when}`);
      if (!lines.some((line) => line.includes('(INJECTED)'))) continue;
      injected++;
      expect([0, 2, 3], `${where}: ${stderr}`).toContain(status);
      expect(stderr, where).not.toMatch(/^\s+at /m);
      const history = run(scene, 'history');
      expect(history.status, `${where}: ${history.stderr}`).toBe(0);
      expect(contents(scene), where).toEqual(before.contents);
      const undone = run(scene, 'undo');
      expect(undone.status, `${where}: ${undone.stderr}`).toBe(0);
      expect(datasetTree(scene), where).toEqual(before.tree);
      rmSync(scene.base, { recursive: true });
    }
    console.info(`${injected} faults (${code}) injected into the packaged command, 0 lost`);
    expect(injected).toBeGreaterThan(0);
  });
});
