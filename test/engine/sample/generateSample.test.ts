import { build } from 'esbuild';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/engine/errors';
import { generateSample, type GenerateOptions } from '../../../src/engine/sample/generateSample';
import type { SampleReply, SampleRequest } from '../../../src/engine/sample/sampleMessages';
import { planSample } from '../../../src/engine/sample/samplePlan';
import { completeOptions } from '../../../src/engine/sample/sampleOptions';

const sizes = { seed: 4, imagesPerClass: 6, longSide: [128, 160] } as const;
// Below the repository, so that the program finds sharp.
const program = resolve(`build/test-sample-${process.pid}/sampleProcess.js`);
let base = '';

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'winnow-generate-'));
  await build({
    entryPoints: ['src/engine/sample/sampleProcess.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['sharp'],
    outfile: program,
    logLevel: 'silent',
  });
});
afterAll(async () => {
  await rm(base, { recursive: true, force: true });
  await rm(dirname(program), { recursive: true, force: true });
});

const generate = (name: string, options: Partial<GenerateOptions> = {}): ReturnType<typeof generateSample> =>
  generateSample(join(base, name), { program, ...sizes, ...options });

/** A program that writes one file and then does what `then` says, in place of the real one. */
async function badProgram(name: string, then: string): Promise<string> {
  const path = join(base, `${name}.cjs`);
  await writeFile(
    path,
    `process.on('message', ({ kind, folder }) => {
      if (kind !== 'start') return;
      const fs = require('fs');
      fs.mkdirSync(folder + '/boat', { recursive: true });
      process.send({ kind: 'progress', progress: { done: 0, total: 2, path: 'boat/a.jpg' } }, () => {
        fs.writeFileSync(folder + '/boat/a.jpg', 'half');
        ${then}
      });
    });`,
  );
  return path;
}

describe('generateSample', () => {
  it('draws the planned files in another process and reports its progress', async () => {
    const done: number[] = [];
    const { images, truth } = await generate('whole', { onProgress: (progress) => done.push(progress.done) });
    const planned = planSample(completeOptions(sizes)).map(({ image }) => image);
    expect(truth.images).toEqual(planned);
    expect(images).toBe(planned.length);
    expect(done.at(-1)).toBe(images);
    for (const { path } of planned) expect(existsSync(join(base, 'whole', path))).toBe(true);
  });

  it('is cancelled at once and leaves nothing behind', async () => {
    const cancel = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done >= 5) cancel.abort(new Error('enough'));
    };
    await expect(generate('cancelled', { imagesPerClass: 500, signal: cancel.signal, onProgress })).rejects.toThrow(
      'enough',
    );
    expect(existsSync(join(base, 'cancelled'))).toBe(false);
  });

  it('does not start when it is cancelled before', async () => {
    await expect(generate('never', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    expect(existsSync(join(base, 'never'))).toBe(false);
  });

  it('refuses a folder that is not empty as the user’s mistake', async () => {
    await mkdir(join(base, 'full'));
    await writeFile(join(base, 'full', 'mine.txt'), 'mine');
    await expect(generate('full')).rejects.toThrow(UserError);
    expect(await readdir(join(base, 'full'))).toEqual(['mine.txt']);
  });

  it('tells why it failed', async () => {
    await expect(generate('failed', { longSide: [9, 9] })).rejects.toThrow('longSide');
  });

  it('takes back what a process that died had written', async () => {
    const dies = await badProgram('dies', `process.kill(process.pid, 'SIGKILL');`);
    await expect(generate('died', { program: dies })).rejects.toThrow('ended unexpectedly (SIGKILL)');
    expect(existsSync(join(base, 'died'))).toBe(false);
  });

  it('keeps what somebody else put beside it when the process dies', async () => {
    const dies = await badProgram(
      'dies-beside',
      `fs.writeFileSync(folder + '/boat/mine.jpg', 'mine'); process.exit(3);`,
    );
    await expect(generate('beside', { program: dies })).rejects.toThrow('code 3');
    expect(await readdir(join(base, 'beside', 'boat'))).toEqual(['mine.jpg']);
  });

  it('kills a process that does not hear, and takes back what it wrote', async () => {
    const deaf = await badProgram(
      'deaf',
      `process.send({ kind: 'progress', progress: { done: 1, total: 2 } }, () => { for (;;); });`,
    );
    const cancel = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 1) cancel.abort(new Error('enough'));
    };
    await expect(generate('deaf', { program: deaf, signal: cancel.signal, onProgress })).rejects.toThrow('enough');
    expect(existsSync(join(base, 'deaf'))).toBe(false);
  });

  it('takes back what it wrote when the engine has gone', async () => {
    const folder = join(base, 'orphan');
    const child = fork(program, [], { serialization: 'advanced', execArgv: [] });
    child.on('message', (reply: SampleReply) => {
      if (reply.kind === 'progress' && reply.progress.done >= 5 && child.connected) child.disconnect();
    });
    child.send({ kind: 'start', folder, options: { ...sizes, imagesPerClass: 500 } } satisfies SampleRequest);
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('says so when there is no such program', async () => {
    await expect(generate('none', { program: join(base, 'absent.js') })).rejects.toThrow('ended unexpectedly');
  });
});
