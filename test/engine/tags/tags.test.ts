import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { writeTinyModel } from '../../support/tinyModel';
import { call, closeEngines, openIndexed, startEngine } from '../../support/session';
import { contents, programs, withFolder } from '../../support/workspace';

interface Tagged {
  readonly reference: readonly string[];
  readonly images: readonly {
    readonly path: string;
    readonly tags: readonly { readonly name: string; readonly score: number }[];
    readonly similarity: number;
    readonly matches: boolean;
  }[];
  readonly applied?: number;
}

const count = 40;

interface Setup {
  readonly folder: string;
  readonly dataset: string;
  tags(...args: string[]): Promise<Tagged>;
  fail(...args: string[]): Promise<string>;
  /** Opens the dataset in an engine, and closes it. */
  open<T>(work: (session: DatasetSession) => Promise<T>): Promise<T>;
}

/** A dataset of two classes and a classifier of twelve names, whose last layer is linear or not. */
function withClassifier(hidden: boolean, work: (setup: Setup) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, count, { seed: 5, classes: 2 });
      const model = await writeTinyModel(join(folder, 'model'), { classes: { count: 12, hidden } });
      const common = ['--cache', join(folder, 'cache'), '--model', model, '--backend', 'cpu', '--quiet', '--json'];
      const run = (args: string[]) => winnow(['tags', dataset, ...args, ...common]);
      await work({
        folder,
        dataset,
        async tags(...args) {
          const { code, stdout, stderr } = await run(args);
          expect(stderr).toBe('');
          expect(code).toBe(0);
          return JSON.parse(stdout) as Tagged;
        },
        async fail(...args) {
          const { code, stdout, stderr } = await run(args);
          expect(stdout).toBe('');
          expect(code).toBe(2);
          return stderr;
        },
        async open(within) {
          const engine = startEngine({ cacheFolder: join(folder, 'cache'), model, backend: 'cpu' });
          const result = await within(await openIndexed(engine, dataset));
          await closeEngines();
          return result;
        },
      });
    });
}

const first = 'class-01/000000.jpg';

describe.each([
  ['a linear last layer', false],
  ['a layer in between', true],
])('tags of a classifier with %s', (_, hidden) => {
  it(
    'are four an image, sure from 0 to 1; what shares none with the reference does not match',
    withClassifier(hidden, async ({ tags }) => {
      const { reference, images } = await tags('--reference', first);
      expect(images).toHaveLength(count);
      expect(reference).toHaveLength(4);
      const own = images.find(({ path }) => path === first);
      expect(own).toMatchObject({ matches: true });
      expect(own?.similarity).toBeCloseTo(1, 5);
      expect(own?.tags.map(({ name }) => name)).toEqual(reference);
      for (const image of images) {
        const scores = image.tags.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        expect(scores[0]).toBeLessThanOrEqual(1);
        expect(scores[3]).toBeGreaterThan(0);
        expect(image.matches).toBe(image.tags.some(({ name }) => reference.includes(name)));
      }
    }),
  );
});

describe('tags', () => {
  it('are the same whether worked out from embeddings or by the model', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, count, { seed: 5, classes: 2 });
      const card = join(programs, '..', 'media', 'backbone', 'card.json');
      // The bundled model with its class scores as what it embeds.
      const scores = join(folder, 'scores.json');
      const own = JSON.parse(await readFile(card, 'utf8')) as Record<string, unknown>;
      await copyFile(join(card, '..', 'backbone.onnx'), join(folder, 'backbone.onnx'));
      await copyFile(join(card, '..', 'labels.json'), join(folder, 'labels.json'));
      await writeFile(scores, JSON.stringify({ ...own, embedding: { name: 'logits', width: 200 } }));
      const run = async (...args: string[]): Promise<Tagged> => {
        const common = [
          '--cache',
          join(folder, 'cache'),
          '--reference',
          first,
          '--backend',
          'cpu',
          '--json',
          '--quiet',
        ];
        const { stdout } = await winnow(['tags', dataset, ...args, ...common]);
        return JSON.parse(stdout) as Tagged;
      };
      const [linear, direct] = [await run(), await run('--model', scores)];
      expect(direct.reference).toEqual(linear.reference);
      linear.images.forEach(({ tags }, i) => {
        expect(direct.images[i].tags.map(({ name }) => name)).toEqual(tags.map(({ name }) => name));
        tags.forEach(({ score }, at) => expect(direct.images[i].tags[at].score).toBeCloseTo(score, 4));
      });
    }));

  it(
    'can be looked for by name; similarity and both follow the threshold; a file elsewhere can be the reference',
    withClassifier(false, async ({ tags, folder, dataset }) => {
      const chosen = await tags('--reference', first, '--tags', 'thing 3', '--top', '12');
      expect(chosen.reference).toEqual(['thing 3']);
      expect(chosen.images.every(({ matches }) => matches)).toBe(true);
      await mkdir(join(folder, 'elsewhere'));
      const outside = join(folder, 'elsewhere', 'good.jpg');
      await copyFile(join(dataset, first), outside);
      const bySimilarity = await tags('--by', 'similarity', '--threshold', '0.9999', outside);
      for (const { similarity, matches, path } of bySimilarity.images)
        expect(matches).toBe(similarity >= 0.9999 || path === first);
      expect(bySimilarity.images.some(({ matches }) => !matches)).toBe(true);
      const byTags = await tags(outside);
      const both = await tags(outside, '--by', 'both', '--threshold', '0.9999');
      both.images.forEach(({ matches }, i) =>
        expect(matches).toBe(byTags.images[i].matches || bySimilarity.images[i].matches),
      );
    }),
  );

  it(
    'set aside what does not match, but for what a person decided; undo puts it back',
    withClassifier(false, async ({ tags, dataset, open, folder }) => {
      const before = await contents(dataset);
      const asked = ['--reference', first, '--by', 'similarity', '--threshold', '0.9999'];
      const { images } = await tags(...asked);
      const off = images.filter(({ matches }) => !matches).map(({ path }) => path);
      expect(off.length).toBeGreaterThan(1);
      await open(async (session) => {
        await session.decisions.decide(Uint32Array.of(session.table.rowOf(off[0]) ?? -1), { kind: 'keep' });
      });
      const [own] = first.split('/');
      const held = (await tags(...asked, '--only', own)).images.filter(({ matches }) => !matches);
      expect(held.length).toBeLessThan(off.length);
      for (const { path } of held) expect(path.startsWith(`${own}/`), path).toBe(true);
      const { applied } = await tags(...asked, '--apply', 'set-aside');
      expect(applied).toBe(off.length - 1);
      const left = Object.keys(await contents(dataset));
      expect(left).toContain(off[0]);
      expect(left).toHaveLength(count - off.length + 1);
      const undone = await winnow(['undo', dataset, '--cache', join(folder, 'cache'), '--quiet']);
      expect(undone.code).toBe(0);
      expect(await contents(dataset)).toEqual(before);
    }),
  );

  it(
    'name what is wrong: no reference, no such file, no image, an unknown tag, a model that names nothing',
    withClassifier(false, async ({ fail, dataset, folder }) => {
      expect(await fail()).toContain('--reference FILE');
      expect(await fail('--reference', 'no.jpg')).toContain('There is no reference image no.jpg');
      await writeFile(join(folder, 'text.jpg'), 'no image');
      expect(await fail('--reference', join(folder, 'text.jpg'))).toContain('text.jpg cannot be used as a reference');
      const unknown = await fail('--reference', first, '--tags', 'unicorn');
      expect(unknown).toMatch(
        /knows no tag unicorn\. The nearest of its \d+ names: [^.]+\. All stand in .*labels\.json/,
      );
      expect(unknown.length).toBeLessThan(400);
      const nameless = await writeTinyModel(join(folder, 'nameless'), {});
      const { code, stderr } = await winnow(['tags', dataset, '--reference', first, '--model', nameless, '--quiet']);
      expect([code, stderr]).toEqual([2, expect.stringContaining('names nothing')]);
      await writeFile(join(folder, 'model', 'labels.json'), '["too", "few"]');
      expect(await fail('--reference', first)).toMatch(/12 classes and its label file names 2/);
    }),
  );
});

describe('references of an open dataset', () => {
  const edit = { tags: [], top: 4, by: 'similarity', threshold: 0.9999, within: [] } as const;

  it(
    'flag nothing before they are confirmed, survive a reopening, propose to set aside, and can be taken back',
    withClassifier(false, async ({ open }) => {
      const flagged = (session: DatasetSession) =>
        session.findings.page({ kind: 'off-reference', states: ['open', 'pending'] }, 0, 500, call.signal);
      const found = await open(async (session) => {
        const row = session.table.rowOf(first) ?? -1;
        const view = await session.references.draftRows(Uint32Array.of(row), call);
        expect(view).toMatchObject({ images: [{ path: first, row }], isInForce: false, top: 4, by: 'tags' });
        expect(view.tags).toEqual(view.suggested.slice(0, 4).map(({ name }) => name));
        expect(view.names).toHaveLength(12);
        expect((await flagged(session)).total).toBe(0);
        const { off, images, bins } = await session.references.count(edit, call);
        expect(images).toBe(count);
        expect(bins.reduce((sum, n) => sum + n)).toBe(count);
        const ofClass = await session.references.count({ ...edit, within: view.classes }, call);
        expect(view).toMatchObject({ classes: ['class-01'], within: ['class-01'] });
        expect(ofClass.off.similarity).toBeLessThanOrEqual(count / 2 - 1);
        expect(off.similarity).toBeGreaterThan(ofClass.off.similarity);
        await session.references.flag(edit, call);
        const { total, findings } = await flagged(session);
        expect(total).toBe(off.similarity);
        expect(findings[0]).toMatchObject({
          proposal: { kind: 'decide', decision: { kind: 'set-aside' }, ticked: true },
          state: 'open',
        });
        expect(findings[0].explanation).toContain('the limit is 1.00');
        return total;
      });
      await open(async (session) => {
        expect((await flagged(session)).total).toBe(found);
        const view = await session.references.view(call);
        expect(view).toMatchObject({ images: [{ path: first }], isInForce: true, by: 'similarity', threshold: 0.9999 });
        const { changes } = await session.findings.accept({ kind: 'off-reference' }, false, call.signal);
        expect(changes).toHaveLength(found);
        expect(changes[0].after).toEqual({ kind: 'set-aside' });
        expect(session.shown.show('is:off-reference', 'name').order).toHaveLength(found);
        await session.references.clear();
        expect((await flagged(session)).total).toBe(0);
        expect(await session.references.view(call)).toBeNull();
      });
    }),
  );

  it(
    'that are gone leave the other findings as they are',
    withClassifier(false, async ({ open, folder, dataset }) => {
      const outside = join(folder, 'good.jpg');
      await copyFile(join(dataset, first), outside);
      await open(async (session) => {
        await session.references.draftFiles([outside], call);
        await session.references.flag(edit, call);
      });
      await rm(outside);
      await open(async (session) => {
        const page = await session.findings.page({ kind: 'off-reference', states: ['open'] }, 0, 10, call.signal);
        expect(page.total).toBe(0);
        await expect(session.references.view(call)).rejects.toThrow('no longer there');
      });
    }),
  );

  it(
    'are refused where no tag is left to look for',
    withClassifier(false, async ({ open }) => {
      await open(async (session) => {
        await session.references.draftRows(Uint32Array.of(0), call);
        await expect(session.references.flag({ ...edit, by: 'tags' }, call)).rejects.toThrow('There is no tag');
      });
    }),
  );
});
