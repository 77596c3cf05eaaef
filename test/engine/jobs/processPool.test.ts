import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ProcessPool, QuarantinedError, type Death, type PoolOptions } from '../../../src/engine/jobs/processPool';
import { withFolder } from '../../support/workspace';

interface Ask {
  readonly act: 'answer' | 'die' | 'hang' | 'grow';
  readonly value: number;
}
interface Answer {
  readonly value: number;
}

/** A worker as small as can be: it speaks the pool's protocol and does as it is told. */
const worker = `
process.send({ ready: true });
process.on('message', async ({ id, request: { act, value } }) => {
  if (act === 'die') process.kill(process.pid, 'SIGSEGV');
  if (act === 'hang') for (;;);
  if (act === 'grow') { globalThis.kept = Array.from({ length: 300 }, () => Buffer.alloc(1 << 20, 1)); return; }
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.send({ id, reply: { value: value * 2 } });
});`;

const pools: ProcessPool<Ask, Answer>[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.dispose())));

async function withPool(
  options: Partial<PoolOptions>,
  work: (pool: ProcessPool<Ask, Answer>, deaths: Death[]) => Promise<void>,
  text = worker,
): Promise<void> {
  await withFolder(async (folder) => {
    const program = join(folder, 'worker.js');
    await writeFile(program, text);
    const deaths: Death[] = [];
    const pool = new ProcessPool<Ask, Answer>({
      program,
      size: 2,
      inFlight: 2,
      timeLimit: 20,
      memoryLimitMB: 1000,
      onDeath: (death) => deaths.push(death),
      ...options,
    });
    pools.push(pool);
    await work(pool, deaths);
  });
}

const ask = (pool: ProcessPool<Ask, Answer>, act: Ask['act'], value = 0): Promise<Answer> =>
  pool.run(`${act} ${value}`, { act, value });

it('takes many requests of one job without a warning', () =>
  withPool({}, async (pool) => {
    const { signal } = new AbortController();
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on('warning', note);
    try {
      await Promise.all(Array.from({ length: 20 }, (_, value) => pool.run('answer', { act: 'answer', value }, signal)));
    } finally {
      process.off('warning', note);
    }
    expect(warnings).toEqual([]);
  }));

it('answers every request', () =>
  withPool({}, async (pool) => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(pool, 'answer', i)));
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i));
    expect(pool.pids).toHaveLength(2);
  }));

it('blames only the request that kills its worker; those in flight beside it are answered', () =>
  withPool({}, async (pool, deaths) => {
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => ask(pool, i === 5 ? 'die' : 'answer', i)),
    );
    results.forEach((result, i) => {
      if (i !== 5) expect(result).toMatchObject({ status: 'fulfilled', value: { value: 2 * i } });
    });
    expect(results[5]).toMatchObject({ status: 'rejected' });
    expect((results[5] as PromiseRejectedResult).reason).toBeInstanceOf(QuarantinedError);
    expect(deaths.length).toBeGreaterThanOrEqual(2);
    expect(deaths[0].held).toContain('die 5');
  }));

it('stops a request that takes too long and goes on', () =>
  withPool({ timeLimit: 1, size: 1 }, async (pool) => {
    const hanging = ask(pool, 'hang');
    const after = ask(pool, 'answer', 4);
    await expect(hanging).rejects.toThrow(/longer than 1 s/);
    await expect(after).resolves.toEqual({ value: 8 });
  }));

it.runIf(process.platform === 'linux')('stops a worker that takes too much memory', () =>
  withPool({ memoryLimitMB: 200, size: 1 }, async (pool) => {
    await expect(ask(pool, 'grow')).rejects.toThrow(/200 MB/);
    await expect(ask(pool, 'answer', 1)).resolves.toEqual({ value: 2 });
  }),
);

it('blames no request when the worker cannot start, and says what cannot', () =>
  withPool(
    {},
    (pool) => expect(ask(pool, 'answer')).rejects.toThrow(/worker\.js cannot be started: it ended with code 1/),
    'throw new Error("no");',
  ));

it('forgets a request that is aborted', () =>
  withPool({ size: 1, inFlight: 1 }, async (pool) => {
    const controller = new AbortController();
    const first = ask(pool, 'answer', 1);
    const second = pool.run('second', { act: 'answer', value: 2 }, controller.signal);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await expect(first).resolves.toEqual({ value: 2 });
  }));
