import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetSummary } from '../../../src/protocol/dataset';
import type { PredictionChoice } from '../../../src/protocol/predictions';
import { picture } from '../../fixtures/formats';
import { winnow } from '../../support/cli';
import { startEngineProcess, type EngineProcess } from '../../support/engineProcess';
import { eventually } from '../../support/eventually';
import { closeEngines, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

const images = ['cat/0.png', 'cat/1.png', 'cat/2.png', 'dog/3.png', 'dog/4.png', 'dog/5.png'];

/** A dataset beside which a notebook writes `predictions.csv`: it takes `wrong` for dogs. */
async function withNotebook(
  work: (places: {
    root: string;
    file: string;
    options: string[];
    start: () => EngineProcess;
    predict: (wrong: string) => Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, 'pets');
    for (const [i, path] of images.entries()) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), await picture(i * 20).png().toBuffer()); // prettier-ignore
    }
    const file = join(folder, 'predictions.csv');
    const cacheFolder = join(folder, 'cache');
    const start = (): EngineProcess => startEngineProcess({ cacheFolder });
    const predict = (wrong: string): Promise<void> => {
      const line = (path: string): string => {
        const cat = path === wrong ? 0.1 : path.startsWith('cat') ? 0.9 : 0.2;
        return `${root}/${path},${cat},${(1 - cat).toFixed(2)}\n`;
      };
      return writeFile(file, `path,cat,dog\n${images.map(line).join('')}cat/9.png,1,0\n`);
    };
    await work({ root, file, options: ['--cache', cacheFolder, '--threads', '2'], start, predict });
  });
}

async function suspicious(engine: EngineProcess, dataset: string): Promise<string[]> {
  const { order } = await engine.ask('view', { dataset, query: 'is:suspicious', sort: 'suspicion' });
  return [...(await engine.ask('rows', { dataset, rows: order })).paths];
}

function lastSummary(engine: EngineProcess): DatasetSummary | undefined {
  return engine.events.flatMap((event) => (event.kind === 'summary' ? [event.summary] : [])).at(-1);
}

async function choose(engine: EngineProcess, dataset: string, path: string): Promise<PredictionChoice> {
  const { guess, matched } = await engine.ask('lookAtPredictions', { dataset, path });
  expect(matched).toBe(images.length);
  if (guess.file === undefined || guess.logits === undefined || !guess.classes) throw new Error('not recognised');
  return {
    path,
    columns: { ...guess, file: guess.file, logits: guess.logits, classes: guess.classes },
    outOfSample: true,
  };
}

it('ranks by a notebook’s predictions, follows its file, survives a restart, and goes back', async () => {
  await withNotebook(async ({ root, file, start, predict }) => {
    await predict('cat/1.png');
    let engine = start();
    let dataset = await engine.openRead(root);
    const report = await engine.ask('usePredictions', { dataset, choice: await choose(engine, dataset, file) });
    expect([report.rows, report.images]).toEqual([7, 6]);
    expect(report.left).toEqual([{ kind: 'missing', count: 1, examples: ['row 8: cat/9.png'] }]);
    expect(await suspicious(engine, dataset)).toEqual(['cat/1.png']);
    expect(lastSummary(engine)?.predictions).toEqual({ name: 'predictions.csv', images: 6, unmatched: 1 });
    const details = await engine.ask('details', { dataset, row: 1 });
    expect(details.why[0]).toBe('The model that wrote predictions.csv takes it for dog (90 %), not for cat (10 %).');

    await predict('cat/2.png');
    await eventually('the cell was run again', async () => (await suspicious(engine, dataset))[0] === 'cat/2.png');
    await writeFile(file, 'path,cat,dog\ncat/1.png,0.5');
    await eventually('a file half written is no news', () => lastSummary(engine)?.predictions?.problem !== undefined);
    expect(lastSummary(engine)?.predictions?.problem).toMatch(/line 2: .* The scores of its earlier content stay\./);
    expect(await suspicious(engine, dataset)).toEqual(['cat/2.png']);
    await predict('cat/0.png');
    await eventually('it is whole again', async () => (await suspicious(engine, dataset))[0] === 'cat/0.png');

    await engine.stop();
    engine = start();
    dataset = await engine.openRead(root);
    expect(await suspicious(engine, dataset)).toEqual(['cat/0.png']);
    const again = await engine.ask('lookAtPredictions', { dataset, path: file });
    expect(again.known).toMatchObject({ outOfSample: true, active: true });

    await engine.ask('dropPredictions', { dataset });
    expect(lastSummary(engine)?.predictions).toBeUndefined();
    expect((await engine.ask('details', { dataset, row: 1 })).why.join()).not.toContain('predictions.csv');
  });
});

it('keeps the predictions of images that Apply moved, by the names that the notebook knows', async () => {
  await withNotebook(async ({ root, file, start, predict }) => {
    await predict('cat/1.png');
    const engine = start();
    const dataset = await engine.openRead(root);
    await engine.ask('usePredictions', { dataset, choice: await choose(engine, dataset, file) });
    await engine.ask('decide', { dataset, rows: Uint32Array.of(1), decision: { kind: 'relabel', to: 'dog' } });
    await engine.ask('applyChanges', { dataset });
    await eventually('the moved image is scored', async () => {
      const { order } = await engine.ask('view', { dataset, query: 'path:dog/1.png', sort: 'name' });
      const { predicted } = await engine.ask('rows', { dataset, rows: order });
      return predicted[0] === 1 && lastSummary(engine)?.predictions?.images === 6;
    });
    expect(await suspicious(engine, dataset)).toEqual([]);
  });
});

it('goes on with its own scores while the file is gone, and says so', async () => {
  await withNotebook(async ({ root, file, start, predict }) => {
    await predict('cat/1.png');
    const first = start();
    const dataset = await first.openRead(root);
    await first.ask('usePredictions', { dataset, choice: await choose(first, dataset, file) });
    await first.stop();
    await rm(file);
    const engine = start();
    await engine.openRead(root);
    expect(lastSummary(engine)?.predictions?.problem).toMatch(/it is not there.* Winnow's own scores rank/);
    await predict('cat/2.png');
    await eventually('it is back', () => lastSummary(engine)?.predictions?.images === 6);
    await eventually('it ranks', async () => (await suspicious(engine, dataset)).join() === 'cat/2.png');
    expect(lastSummary(engine)?.predictions?.problem).toBeUndefined();
  });
});

it('can be cancelled while a table is read; what ranked before ranks again', async () => {
  await withNotebook(async ({ root, file, predict, options }) => {
    await predict('cat/1.png');
    const session = await openIndexed(startEngine({ cacheFolder: options[1] }), root);
    const columns = {
      ...{ file: 'path', logits: false, classes: ['cat', 'dog'] },
      scores: ['cat', 'dog'].map((name) => ({ column: name, class: name })),
    };
    const choice = { path: file, columns, outOfSample: true };
    await session.predictions.use(choice);
    await predict('cat/2.png');
    const stopping = new AbortController();
    const reading = session.predictions.use(choice, { signal: stopping.signal });
    stopping.abort(new Error('Stopped.'));
    await expect(reading).rejects.toThrow('Stopped.');
    await session.decisions.decide(Uint32Array.of(0), { kind: 'keep' });
    const find = () => session.shown.show('is:suspicious', 'suspicion').order;
    await eventually(
      'the table is read again',
      () => find().length === 1 && session.rows(find()).paths[0] === images[2],
    );
  });
});

it('ranks by the table that was chosen while the one before is still read', async () => {
  await withNotebook(async ({ root, file, predict, options }) => {
    const columns = {
      ...{ file: 'path', logits: false, classes: ['cat', 'dog'] },
      scores: ['cat', 'dog'].map((name) => ({ column: name, class: name })),
    };
    const longer = join(root, '..', 'longer.csv');
    await predict('cat/1.png');
    const [header, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
    await writeFile(longer, [header, ...Array<string[]>(20_000).fill(lines).flat()].join('\n'));
    const first = await openIndexed(startEngine({ cacheFolder: options[1] }), root);
    await first.predictions.use({ path: longer, columns, outOfSample: true });
    await closeEngines();

    await predict('cat/2.png');
    const session = await openIndexed(startEngine({ cacheFolder: options[1] }), root);
    const begun = session.predictions.begin();
    await session.predictions.use({ path: file, columns, outOfSample: true });
    await begun;
    await session.decisions.decide(Uint32Array.of(3), { kind: 'keep' });
    await session.ranker.fit(new AbortController().signal);
    expect(session.predictions.state).toMatchObject({ name: 'predictions.csv' });
    expect([...session.rows(session.shown.show('is:suspicious', 'suspicion').order).paths]).toEqual(['cat/2.png']);
  });
});

it('is a command, too', async () => {
  await withNotebook(async ({ root, file, options, predict }) => {
    await predict('cat/2.png');
    const { stdout, stderr, code } = await winnow([
      'rank',
      root,
      '--predictions',
      file,
      '--json',
      '--quiet',
      ...options,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const { images: ranked, predictions } = JSON.parse(stdout) as {
      images: { path: string; predicted: string; suspicious: boolean; outOfSample: boolean }[];
      predictions: { rows: number };
    };
    expect(ranked[0]).toMatchObject({ path: 'cat/2.png', predicted: 'dog', suspicious: true, outOfSample: false });
    expect([ranked.length, predictions.rows]).toEqual([6, 7]);
    await writeFile(join(root, 'dog', 'broken.png'), 'no picture');
    await writeFile(file, `${await readFile(file, 'utf8')}dog/broken.png,0,1\n`);
    const printed = await winnow(['rank', root, '--predictions', file, ...options]);
    expect(printed.stdout).toContain('1 row whose file is not in the dataset, e.g. row 8: cat/9.png');
    expect(printed.stdout).toContain('1 row whose file is unreadable here, e.g. row 9: dog/broken.png');
    await writeFile(file, 'a,b\n1,2\n');
    const refused = await winnow(['rank', root, '--predictions', file, ...options]);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('predictions.csv: no column names the images. Its columns are a, b.');
  });
});
