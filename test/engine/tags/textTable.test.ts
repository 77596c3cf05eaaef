import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { closeEngines, openIndexed, startEngine } from '../../support/session';
import { writeTinyModel } from '../../support/tinyModel';
import { withFolder } from '../../support/workspace';

const [rose, sea] = ['class-01/000000.jpg', 'class-02/000001.jpg'];

async function embeddingsOf(folder: string, model: string, paths: readonly string[]): Promise<number[][]> {
  const engine = startEngine({ cacheFolder: join(folder, 'cache'), model, backend: 'cpu' });
  const session = await openIndexed(engine, join(folder, 'set'));
  const embeddings = paths.map((path) => [...session.embeddingsOf([session.table.rowOf(path) ?? -1])]);
  // The command that follows opens the same cache and state.
  await closeEngines();
  return embeddings;
}

it('the texts nearest to an image are its tags, from a table beside the model', () =>
  withFolder(async (folder) => {
    await writeManyImages(join(folder, 'set'), 12, { seed: 3, classes: 2 });
    const card = await writeTinyModel(join(folder, 'model'), { width: 8 });
    const [first, second] = await embeddingsOf(folder, card, [rose, sea]);
    const described = JSON.parse(await readFile(card, 'utf8')) as object;
    await writeFile(card, JSON.stringify({ ...described, tags: { table: 'texts.json' } }));
    const table = join(folder, 'model', 'texts.json');
    // Of any length: only the direction counts.
    const embeddings = [first.map((value) => 7 * value), second, first.map((value) => -value)];
    await writeFile(table, JSON.stringify({ names: ['a rose', 'the sea', 'nothing'], embeddings }));
    const tags = () =>
      winnow([
        ...['tags', join(folder, 'set'), '--reference', rose, '--top', '1', '--model', card, '--backend', 'cpu'],
        ...['--cache', join(folder, 'cache'), '--json', '--quiet'],
      ]);
    const { code, stdout } = await tags();
    expect(code).toBe(0);
    const { reference, images } = JSON.parse(stdout) as {
      reference: string[];
      images: { path: string; tags: { name: string }[] }[];
    };
    expect(reference).toEqual(['a rose']);
    const tagOf = (path: string) => images.find((image) => image.path === path)?.tags[0].name;
    expect([tagOf(rose), tagOf(sea)]).toEqual(['a rose', 'the sea']);

    await writeFile(table, JSON.stringify({ names: ['a rose'], embeddings: [[1, 2]] }));
    expect(await tags()).toMatchObject({ code: 2, stderr: expect.stringMatching(/texts\.json must hold 8 numbers/) });
  }));
