import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { eventually } from '../../support/eventually';
import { programs, withFolder } from '../../support/workspace';

interface Trained {
  readonly model: string;
  readonly backend: string;
  readonly classes: string[];
  readonly folds?: number;
  readonly history: Record<'loss' | 'accuracy' | 'valLoss' | 'valAccuracy', (number | null)[]>;
  readonly confusion: number[][];
  readonly seconds: number;
  readonly run?: string;
}

interface Setup {
  readonly folder: string;
  readonly dataset: string;
  /** Arguments of a small and quick run; state and cache lie in `folder`. */
  readonly args: string[];
}

const small = ['--input-size', '24', '--maps', '6,10', '--dense', '12', '--batch', '32', '--learning-rate', '0.005'];

function withDataset(images: number, work: (setup: Setup) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, images, { seed: 5, classes: 3, size: 32 });
      const args = ['train', dataset, '--json', '--cache', join(folder, 'cache'), '--state', join(folder, 'state')];
      await work({ folder, dataset, args });
    });
}

async function train(args: readonly string[]): Promise<Trained> {
  const { code, stdout, stderr } = await winnow(args);
  expect(stderr.split('\n').filter((line) => line.startsWith('winnow:'))).toEqual([]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Trained;
}

const sum = (table: number[][]): number => table.flat().reduce((total, value) => total + value, 0);

it(
  'the head: one entry, judged out of sample',
  withDataset(60, async ({ args }) => {
    const { model, backend, classes, folds, history, confusion, seconds, run } = await train(args);
    expect({ model, backend, classes }).toEqual({
      model: 'head',
      backend: 'cpu',
      classes: ['class-01', 'class-02', 'class-03'],
    });
    expect(folds).toBeGreaterThan(1);
    expect(history.valAccuracy).toHaveLength(1);
    expect(history.valAccuracy[0]).toBeCloseTo(confusion.reduce((total, row, i) => total + row[i], 0) / 60, 6);
    expect(sum(confusion)).toBe(60);
    expect(seconds).toBeGreaterThan(0);
    expect(run).toBeUndefined();
  }),
);

it(
  'a network learns classes that can be told apart, and is written as two kinds of model',
  withDataset(150, async ({ args, folder }) => {
    const trained = await train([...args, '--cnn', ...small, '--epochs', '12']);
    expect(trained).toMatchObject({ model: 'cnn', classes: ['class-01', 'class-02', 'class-03'] });
    const accuracies = trained.history.valAccuracy.map((value) => value ?? 0);
    expect(Math.max(...accuracies)).toBeGreaterThan(0.8);
    expect(sum(trained.confusion)).toBe(30);
    const run = trained.run!;
    expect((await readdir(run)).sort()).toEqual([
      'card.json',
      'curves.svg',
      'images.json',
      'labels.json',
      'model.json',
      'model.onnx',
      'run.json',
      'trained-on.json',
      'weights.bin',
    ]);
    const session = await InferenceSession.create(join(run, 'model.onnx'));
    expect(session.outputNames).toEqual(['probabilities', 'logits', 'embedding']);
    expect(await readFile(join(run, 'curves.svg'), 'utf8')).toContain('best epoch');
    // The network can take the place of the bundled one.
    const ranked = await winnow([
      'rank',
      join(folder, 'set'),
      '--json',
      ...args.slice(3),
      '--model',
      join(run, 'card.json'),
    ]);
    expect(ranked.code).toBe(0);
    expect((JSON.parse(ranked.stdout) as { images: object[] }).images).toHaveLength(150);
  }),
);

it(
  'same seed and backend: the same run to the last digit, on one core or two; another seed, another run',
  withDataset(60, async ({ args }) => {
    const run = (...more: string[]): Promise<Trained> =>
      train([...args, '--cnn', ...small, '--epochs', '2', '--fresh', ...more]);
    const first = await run('--threads', '1');
    expect((await run('--threads', '2')).history).toEqual(first.history);
    expect((await run('--seed', '9')).history).not.toEqual(first.history);
  }),
);

/** The run file of the newest run below a state folder. */
async function runFile(state: string): Promise<string | undefined> {
  if (!existsSync(state)) return undefined;
  const files = await readdir(state, { recursive: true });
  const found = files.filter((file) => file.endsWith('run.json')).sort();
  return found.length > 0 ? join(state, found[found.length - 1]) : undefined;
}

async function epochsOf(state: string): Promise<number> {
  const file = await runFile(state);
  return file ? (JSON.parse(await readFile(file, 'utf8')) as { epochs: object[] }).epochs.length : 0;
}

/** The trainer that a command started. */
async function trainerOf(pid: number): Promise<number | undefined> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  for (const child of children.filter((name) => name !== ''))
    if ((await readFile(`/proc/${child}/cmdline`, 'utf8')).includes('trainer.js')) return Number(child);
  return undefined;
}

describe.skipIf(process.platform !== 'linux')('a run that was cut short goes on as if it had not been', () => {
  const kinds = [
    ['the trainer is killed', 'trainer', 'SIGKILL'],
    ['the command is killed', 'command', 'SIGKILL'],
    ['Ctrl-C', 'command', 'SIGINT'],
  ] as const;
  it.each(kinds)(
    '%s',
    (_name, victim, signal) =>
      withDataset(60, async ({ args, folder }) => {
        const epochs = 12;
        const command = [...args, '--cnn', ...small, '--epochs', String(epochs), '--patience', String(epochs)];
        const state = join(folder, 'state');
        const child = spawn(process.execPath, [join(programs, 'cli.js'), ...command], { stdio: 'ignore' });
        const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
        const trainer = await eventually('the trainer', () => trainerOf(child.pid!), 60_000);
        await eventually('two epochs', async () => (await epochsOf(state)) >= 2, 60_000);
        process.kill(victim === 'trainer' ? trainer : child.pid!, signal);
        const code = await ended;
        if (signal === 'SIGINT') expect(code).toBe(130);
        await eventually('the trainer is gone', () => !existsSync(`/proc/${trainer}`));
        const done = await epochsOf(state);
        expect(done).toBeLessThan(epochs);

        const { code: resumedCode, stdout, stderr } = await winnow(command);
        expect(resumedCode).toBe(0);
        expect(stderr).toContain('Goes on with the run of');
        const resumed = JSON.parse(stdout) as Trained;
        expect(resumed.history.loss).toHaveLength(epochs);
        const whole = await train([...command, '--fresh']);
        expect(resumed.history).toEqual(whole.history);
        expect(resumed.confusion).toEqual(whole.confusion);
        expect(resumed.run).not.toBe(whole.run);
      })(),
    // Three runs each.
    300_000,
  );
});

describe('backends', () => {
  it(
    'says in one line what fell back and why; what is named must start',
    withDataset(12, async ({ args }) => {
      const { stderr } = await winnow([...args, '--cnn', ...small, '--epochs', '1']);
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^Trains on wasm: gpu: .*; webgpu: .*\.$/)]);
      for (const [backend, text] of [
        ['webgpu', /Nothing to train on: webgpu: .* is not installed/],
        ['abacus', /--backend: .*expected one of .*webgpu/],
      ] as const) {
        const failed = await winnow([...args, '--cnn', ...small, '--backend', backend]);
        expect(failed.code).toBe(2);
        expect(failed.stderr).toMatch(text);
      }
    }),
  );
});

describe('what cannot be trained', () => {
  it(
    'one clear line and exit code 2',
    withDataset(9, async ({ folder, args }) => {
      const one = join(folder, 'one');
      await writeManyImages(join(one, 'only'), 4, { classes: 0 });
      for (const [words, text] of [
        [['train', one, '--cnn', ...args.slice(3)], /of one class, only: nothing can be learned/],
        [[...args, '--cnn', '--maps', '4'], /featureMaps/],
        [[...args, '--cnn', '--dropout', '0.5,2,0'], /dropout/],
        [[...args, '--cnn', '--augment', 'swirl:3'], /--augment takes/],
      ] as const) {
        const { code, stderr } = await winnow(words);
        expect(code).toBe(2);
        expect(stderr).toMatch(text);
        expect(stderr).not.toMatch(/\n\s+at /);
      }
    }),
  );
});

it(
  'a class without images is no class to learn',
  withDataset(30, async ({ dataset, args }) => {
    await mkdir(join(dataset, 'class-04'));
    await writeFile(join(dataset, 'class-04', 'note.txt'), 'no image');
    const { confusion, classes } = await train([...args, '--cnn', ...small, '--epochs', '1']);
    expect(classes).toEqual(['class-01', 'class-02', 'class-03']);
    expect(sum(confusion)).toBe(6);
  }),
);

/**
 * A stand-in for tfjs-node-gpu: its load calls what Node has dropped, and it brings a copy of TensorFlow.js of its own,
 * as the real one does. Its "GPU" is the plain JavaScript backend.
 */
const standIn = `
if (require('util').isNullOrUndefined(1)) throw new Error('not the function of old');
const tf = require(${JSON.stringify(resolve(programs, '../node_modules/@tensorflow/tfjs-core'))});
const { MathBackendCPU } = require(${JSON.stringify(resolve(programs, '../node_modules/@tensorflow/tfjs-backend-cpu'))});
tf.registerBackend('tensorflow', () => new MathBackendCPU(), 3);
tf.copyRegisteredKernels('cpu', 'tensorflow');
`;

async function withStandIn(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<{ stdout: string; stderr: string }> {
  const home = join(folder, 'home');
  const place = join(home, 'node_modules/@tensorflow/tfjs-node-gpu');
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'index.js'), program);
  await writeFile(join(folder, 'newer.cjs'), "delete require('util').isNullOrUndefined;");
  const preload = `--require ${join(folder, 'newer.cjs')}`;
  const env = { ...process.env, HOME: home, USERPROFILE: home, NODE_OPTIONS: preload };
  return promisify(execFile)(process.execPath, [join(programs, 'cli.js'), ...args], { env });
}

it(
  "the user's own tfjs-node-gpu is found and used, with what newer Node lacks put back",
  withDataset(30, async ({ folder, args }) => {
    const { stdout } = await withStandIn(standIn, [...args, '--cnn', ...small, '--epochs', '1'], folder);
    expect(JSON.parse(stdout)).toMatchObject({ model: 'cnn', backend: 'gpu' });
  }),
);

it(
  'a GPU that fails in the middle costs one line: the run goes on without it',
  withDataset(30, async ({ folder, args }) => {
    // Two pools a step, one step an epoch and one evaluation of two pools: it dies in the second epoch.
    const dying = `${standIn}
      const pool = tf.getKernel('MaxPool', 'tensorflow');
      let pools = 0;
      tf.unregisterKernel('MaxPool', 'tensorflow');
      tf.registerKernel({ ...pool, kernelFunc: (call) => (++pools > 5 ? process.abort() : pool.kernelFunc(call)) });
    `;
    const { stdout, stderr } = await withStandIn(dying, [...args, '--cnn', ...small, '--epochs', '3'], folder);
    expect(stderr).toMatch(/Training on gpu failed after epoch 1 \(.*SIGABRT.*It goes on on wasm\./);
    const { backend, history } = JSON.parse(stdout) as Trained;
    expect(backend).toBe('wasm');
    expect(history.loss).toHaveLength(3);
  }),
);
