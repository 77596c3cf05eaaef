import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { writeManyImages } from '../../fixtures/manyImages';
import { call, openIndexed, startEngine } from '../../support/session';
import { addTextEncoder } from '../../support/tinyTextEncoder';
import { writeTinyModel } from '../../support/tinyModel';
import { withFolder } from '../../support/workspace';

const { signal } = call;

const open = (folder: string, model: string): Promise<DatasetSession> =>
  openIndexed(startEngine({ cacheFolder: join(folder, 'cache'), model, backend: 'cpu' }), join(folder, 'set'));

it('ranks images by words through the text encoder that the card names, together with other filters', () =>
  withFolder(async (folder) => {
    await writeManyImages(join(folder, 'set'), 40, { seed: 3, classes: 2 });
    const card = await writeTinyModel(join(folder, 'model'), { width: 8 });
    const before = await open(folder, card);
    expect(await before.words.rank('like:red', signal)).toMatchObject({
      kind: 'unranked',
      note: expect.stringMatching(/images only.*press m/),
    });
    const rowOf = (session: DatasetSession, path: string): number => session.table.rowOf(path) ?? -1;
    const embeddingOf = (path: string): Float32Array => before.embeddingsOf([rowOf(before, path)]);
    const [red, blue] = ['class-01/000000.jpg', 'class-02/000001.jpg'];
    await addTextEncoder(card, { red: embeddingOf(red), blue: embeddingOf(blue) });

    const session = await open(folder, card);
    const first = async (query: string): Promise<string> => {
      expect(await session.words.rank(query, signal)).toEqual({ kind: 'ranked' });
      return session.table.path(session.shown.show(query, 'similarity').order[0]);
    };
    expect(await first('like:red')).toBe(red);
    expect(await first('like:"Blue"')).toBe(blue);
    expect(session.shown.show('like:blue', 'similarity').order).toHaveLength(40);
    expect(await first('like:red class:class-01')).toBe(red);
    expect(session.shown.show('like:red class:class-01', 'similarity').order).toHaveLength(20);
    expect(session.shown.show('similarity:>0.9999', 'similarity').order).toContain(rowOf(session, red));
    // A minus leads away: what is most like it comes last.
    await session.words.rank('-like:red', signal);
    expect(session.table.path(session.shown.show('', 'similarity').order[39])).toBe(red);
    // The likeness of examples takes over, and words take it back.
    await session.sorter.moreLike(Uint32Array.of(rowOf(session, blue)), signal);
    expect(await first('like:red')).toBe(red);
    expect(await session.words.rank('class:class-01', signal)).toEqual({ kind: 'no-words' });
  }));

it('says which file of a text encoder is no good', () =>
  withFolder(async (folder) => {
    await writeManyImages(join(folder, 'set'), 6, { seed: 3, classes: 2 });
    const card = await writeTinyModel(join(folder, 'model'), { width: 8 });
    await addTextEncoder(card, { red: new Float32Array(8).fill(1), blue: new Float32Array(8).fill(-1) });
    const session = await open(folder, card);
    await writeFile(join(dirname(card), 'tokenizer.json'), '{}');
    expect(await session.words.rank('like:red', signal)).toMatchObject({
      kind: 'unranked',
      note: expect.stringMatching(/text encoder of tiny-1/),
    });
    await writeFile(join(dirname(card), 'texts.onnx'), 'something else');
    const fresh = await open(folder, card);
    expect(await fresh.words.rank('like:red', signal)).toMatchObject({
      kind: 'unranked',
      note: expect.stringMatching(/texts\.onnx is not the one/),
    });
    await rm(join(dirname(card), 'texts.onnx'));
    expect(await fresh.words.rank('like:red', signal)).toMatchObject({
      kind: 'unranked',
      note: expect.stringMatching(/cannot be read/),
    });
  }));
