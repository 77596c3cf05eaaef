import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { readModelCard } from '../../../src/engine/model/modelCard';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import type { CnnSettings } from '../../../src/protocol/training';
import { writeManyImages } from '../../fixtures/manyImages';
import { eventually } from '../../support/eventually';
import { divideImages } from '../../../src/engine/trainer/divideImages';
import { call, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const settings: CnnSettings = {
  inputSize: 24,
  featureMaps: [4, 6],
  denseUnits: 8,
  dropout: [0, 0, 0.2],
  augmentation: { shear: 0, zoom: 0.1, flip: true, brightness: 0 },
  epochs: 4,
  patience: 4,
  batch: 16,
  learningRate: 0.003,
  validation: 0.25,
  classWeights: true,
  seed: 1,
};
const wish = { settings, backend: 'wasm', fresh: false };
const patienceMs = 60_000;

interface Open {
  readonly session: DatasetSession;
  readonly engine: Engine;
  readonly events: DatasetEvent[];
}

async function withSession(work: (open: Open) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const dataset = join(folder, 'set');
    await writeManyImages(dataset, 24, { seed: 3, classes: 2, size: 32 });
    const events: DatasetEvent[] = [];
    const folders = { cacheFolder: join(folder, 'cache'), stateFolder: join(folder, 'state') };
    const engine = startEngine(folders, (event) => events.push(event));
    await work({ session: await openIndexed(engine, dataset), engine, events });
  });
}

function epochsTold(events: readonly DatasetEvent[]): number[] {
  return events.flatMap((event) =>
    event.kind === 'training' && event.news.kind === 'run' ? [event.news.run.epochs.length] : [],
  );
}

it('tells every epoch, reviews meanwhile, and lists the run', () =>
  withSession(async ({ session, events }) => {
    await session.training.begin(wish);
    await expect(session.training.begin(wish)).rejects.toThrow(/already/);
    await session.decisions.decide(Uint32Array.of(0), { kind: 'keep' });
    const finished = await eventually(
      'the run is finished',
      async () => (await session.training.runs()).runs.find(({ status }) => status === 'finished'),
      patienceMs,
    );
    expect(epochsTold(events).slice(0, 4)).toEqual([1, 2, 3, 4]);
    expect(finished).toMatchObject({ settings, backend: 'wasm', images: { train: 18, validation: 6 } });
    expect(finished.epochs).toHaveLength(4);
    const { valLoss, loss } = finished.epochs[finished.best!];
    expect(finished.gap?.loss).toBeCloseTo(valLoss - loss, 9);
    expect(finished.confusion?.flat().reduce((a, b) => a + b, 0)).toBe(6);
    const { folder } = await session.training.runs();
    expect(await readdir(join(folder, finished.id))).toContain('curves.svg');
  }));

it('stops at once and goes on later', () =>
  withSession(async ({ session, events }) => {
    const long = { ...wish, settings: { ...settings, epochs: 2000, patience: 2000 } };
    await session.training.begin(long);
    await eventually('an epoch', () => epochsTold(events).length > 0, patienceMs);
    await session.training.stop();
    const [stopped] = (await session.training.runs()).runs;
    expect(stopped.status).toBe('stopped');
    const told = events.length;
    await session.training.begin(long);
    await eventually('another epoch', () => epochsTold(events.slice(told)).length > 0, patienceMs);
    await session.training.stop();
    const { runs } = await session.training.runs();
    expect(runs).toHaveLength(1);
    expect(runs[0].epochs.length).toBeGreaterThan(stopped.epochs.length);
    expect(runs[0].epochs.slice(0, stopped.epochs.length)).toEqual(stopped.epochs);
  }));

/** The trainer below this process. */
async function trainerPid(): Promise<number | undefined> {
  const children = (await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')).trim().split(' ');
  for (const child of children.filter((name) => name !== ''))
    if ((await readFile(`/proc/${child}/cmdline`, 'utf8')).includes('trainer.js')) return Number(child);
  return undefined;
}

it.skipIf(process.platform !== 'linux')('a run that had to be killed when it was stopped is no failed one', () =>
  withSession(async ({ session, events }) => {
    await session.training.begin({ ...wish, settings: { ...settings, epochs: 2000, patience: 2000 } });
    await eventually('an epoch', () => epochsTold(events).length > 0, patienceMs);
    const trainer = await eventually('the trainer', trainerPid);
    // It does not hear that it is to stop.
    process.kill(trainer, 'SIGSTOP');
    const stopped = session.training.stop();
    process.kill(trainer, 'SIGKILL');
    await stopped;
    const [run] = (await session.training.runs()).runs;
    expect(run.status).toBe('stopped');
    expect(run.reason).toBeUndefined();
  }),
);

it.skipIf(process.platform !== 'linux')(
  'a killed run is resumed by name, on the images it began with, to the same figures',
  () =>
    withSession(async ({ session, events }) => {
      const long = { ...wish, settings: { ...settings, epochs: 12, patience: 12 } };
      await session.training.begin(long);
      await eventually('two epochs', () => epochsTold(events).length >= 2, patienceMs);
      process.kill(await eventually('the trainer', trainerPid), 'SIGKILL');
      const ended = await eventually(
        'it is told',
        () =>
          events.flatMap((event) => (event.kind === 'training' && event.news.kind === 'ended' ? [event.news] : []))[0],
        patienceMs,
      );
      expect(ended.problem).toContain('go on');
      const [broken] = (await session.training.runs()).runs;
      expect(broken).toMatchObject({ status: 'failed', reason: ended.problem });
      // Labels that change meanwhile do not change the run.
      await session.decisions.decide(Uint32Array.of(0, 1, 2), { kind: 'delete' });
      await session.training.resume(broken.id, 'wasm');
      const resumed = await eventually(
        'it is finished',
        async () => (await session.training.runs()).runs.find(({ status }) => status === 'finished'),
        patienceMs,
      );
      expect(resumed.id).toBe(broken.id);
      expect(resumed.reason).toBeUndefined();
      await session.decisions.decide(Uint32Array.of(0, 1, 2), null);
      await eventually('it has ended', async () => !(await session.training.runs()).isTraining, patienceMs);
      await session.training.begin({ ...long, fresh: true });
      const whole = await eventually(
        'the run in one go',
        async () =>
          (await session.training.runs()).runs.find((run) => run.status === 'finished' && run.id !== broken.id),
        patienceMs,
      );
      expect(resumed.epochs).toEqual(whole.epochs);
      expect(resumed.confusion).toEqual(whole.confusion);
      await eventually('it has ended', async () => !(await session.training.runs()).isTraining, patienceMs);
      await session.training.resume('20200101-000000-abcd', 'auto');
      await eventually('nothing to resume', () => {
        const last = events.at(-1);
        return last?.kind === 'message' && last.message.text === 'This run is no longer there.';
      });
    }),
  180_000,
);

it('the head is judged on the same validation images; models are exported once more beside themselves', () =>
  withSession(async ({ session }) => {
    await withFolder(async (target) => {
      expect(await session.training.runs()).toMatchObject({ runs: [], folder: '', isTraining: false });
      const plan = session.training.plan(settings, 5, 1);
      expect(plan).toMatchObject({ classes: 2, train: 18, validation: 6, leftOut: 0, problem: undefined });
      expect(new Set(plan.samples).size).toBe(5);
      expect(session.training.plan(settings, 5, 2).samples).not.toEqual(plan.samples);
      await session.training.begin(wish);
      const { id, head, parameters } = await eventually(
        'the run is finished',
        async () => (await session.training.runs()).runs.find(({ status }) => status === 'finished'),
        patienceMs,
      );
      expect(head).toEqual({ accuracy: 1, images: 6 });
      expect(parameters).toBe(plan.parameters);
      const first = await session.training.export(id, target);
      const second = await session.training.export(id, target);
      expect(second.folder).toBe(`${first.folder}-2`);
      expect(await readFile(join(second.folder, 'model.onnx'))).toEqual(
        await readFile(join(first.folder, 'model.onnx')),
      );
      const { card } = await readModelCard(join(first.folder, 'card.json'));
      expect(card.embedding.width).toBe(settings.denseUnits);
      await expect(session.training.export(id, join(target, 'nowhere'))).rejects.toThrow(/cannot be written/);
    });
  }));

it('as the ranking model it is no judge of the images that it trained on', () =>
  withSession(async ({ session, engine }) => {
    await session.training.begin(wish);
    const { id, classes } = await eventually(
      'the run is finished',
      async () => (await session.training.runs()).runs.find(({ status }) => status === 'finished'),
      patienceMs,
    );
    const { folder } = await session.training.runs();
    await engine.configure({ model: join(folder, id, 'card.json'), backend: 'cpu' });
    await session.preparation.index(call);
    await session.ranker.fit(call.signal);
    expect((await session.training.runs()).ranking).toBe(id);
    await expect(session.training.delete(id)).rejects.toThrow(/another model/);
    const { divided } = divideImages(session.trainingImages(), settings);
    expect(classes).toHaveLength(2);
    expect(divided.map(({ row }) => session.details(row).outOfSample)).toEqual(
      divided.map(({ role }) => role === 'validation'),
    );
    // Only the six count where it is judged.
    expect(
      session
        .headReport()
        .confusion.flat()
        .reduce((a, b) => a + b, 0),
    ).toBe(6);
    await engine.configure({ backend: 'cpu' });
    await session.preparation.index(call);
    await session.ranker.fit(call.signal);
    expect(divided.every(({ row }) => session.details(row).outOfSample)).toBe(true);
    await session.training.delete(id);
  }));

it('a run can be deleted, but not while it trains', () =>
  withSession(async ({ session, events }) => {
    await session.training.begin({ ...wish, settings: { ...settings, epochs: 2000, patience: 2000 } });
    await eventually('an epoch', () => epochsTold(events).length > 0, patienceMs);
    const { runs, active } = await session.training.runs();
    expect(runs.map(({ id }) => id)).toEqual([active]);
    await expect(session.training.delete(runs[0].id)).rejects.toThrow(/being trained/);
    await session.training.stop();
    await session.training.delete(runs[0].id);
    expect((await session.training.runs()).runs).toEqual([]);
  }));

it('shows an image as it is and varied', () =>
  withSession(async ({ session }) => {
    const { augmentation } = settings;
    const wanted = { path: session.file(0), size: 16, augmentation, count: 3, seed: 1 };
    const { pixels } = await session.training.preview(wanted, call.signal);
    const part = (i: number): Uint8Array => pixels.subarray(i * 16 * 16 * 3, (i + 1) * 16 * 16 * 3);
    expect(pixels.length).toBe(3 * 16 * 16 * 3);
    expect(new Set([0, 1, 2].map((i) => part(i).join())).size).toBe(3);
    const still = { ...augmentation, zoom: 0, flip: false };
    const same = await session.training.preview({ ...wanted, augmentation: still }, call.signal);
    expect(same.pixels.subarray(16 * 16 * 3, 2 * 16 * 16 * 3)).toEqual(part(0));
  }));

it('a deleted image is not learnt from', () =>
  withSession(async ({ session }) => {
    expect(session.trainingImages()).toHaveLength(24);
    await session.decisions.decide(Uint32Array.of(0, 1), { kind: 'delete' });
    await session.decisions.decide(Uint32Array.of(2), { kind: 'set-aside' });
    await session.decisions.decide(Uint32Array.of(3), { kind: 'relabel', to: 'class-03' });
    const images = session.trainingImages();
    expect(images.map(({ row }) => row)).toEqual(Array.from({ length: 21 }, (_, i) => i + 3));
    expect(images[0].className).toBe('class-03');
  }));
