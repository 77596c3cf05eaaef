import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import { call, openIndexed, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';
import { picture, runImport, serve } from '../import/support';

const paths = (session: DatasetSession, query: string) =>
  Array.from(session.shown.show(query, 'name').order, (row) => session.table.path(row));

const rowOf = (session: DatasetSession, path: string) => session.table.rowOf(path) ?? -1;

it('imported images are found, grouped and rated by search and host, also after they were moved and thrown out', () =>
  withFolder(async (folder) => {
    const pictures = await Promise.all(Array.from({ length: 6 }, (_, i) => picture(i)));
    const host = await serve((request, answer) => answer.end(pictures[Number(request.url?.slice(1))]));
    const { host: name } = new URL(host);
    const list = join(folder, 'list.csv');
    const lines = pictures.map((_, i) => `${host}/${i},${i < 3 ? 'cat' : 'dog'},${i < 4 ? 'red cat' : 'puppy'}`);
    await writeFile(list, ['url,class,keyword', ...lines].join('\n'));
    const root = join(folder, 'set');
    expect(await runImport({ list, into: root, perHost: 1 })).toMatchObject({ images: 6, failed: [] });
    await writeFile(join(root, 'cat/mine.png'), await picture(9));

    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    expect(session.summary().sources).toEqual([name, 'red cat', 'puppy']);
    expect(paths(session, 'source:red')).toEqual([]);
    expect(paths(session, 'source:"Red Cat"')).toEqual(['cat/0.png', 'cat/1.png', 'cat/2.png', 'dog/3.png']);
    expect(paths(session, `class:cat -source:${name}`)).toEqual(['cat/mine.png']);
    expect(session.shown.show('', 'name', 'source').groups?.map(({ label }) => label)).toEqual([
      ...['red cat', 'puppy', 'cat/'],
    ]);
    expect(session.details(rowOf(session, 'dog/4.png')).origins).toEqual([
      { url: `${host}/4`, host: name, term: 'puppy' },
    ]);
    expect(session.details(rowOf(session, 'cat/mine.png')).origins).toEqual([]);

    await session.decisions.decide(Uint32Array.of(rowOf(session, 'cat/0.png'), rowOf(session, 'cat/1.png')), {
      kind: 'delete',
    });
    await session.decisions.decide(Uint32Array.of(rowOf(session, 'dog/3.png')), { kind: 'relabel', to: 'cat' });
    await session.changes.apply(call);
    const rated = async (term: string) =>
      (await session.findings.sources(call.signal)).find((source) => source.name === term);
    expect(await rated('red cat')).toMatchObject({
      ...{ by: 'term', query: 'source:"red cat"' },
      ...{ images: 4, deleted: 2, relabelled: 1 },
    });
    expect(await rated(name)).toMatchObject({ by: 'host', images: 6, deleted: 2, relabelled: 1 });
    expect(paths(session, 'source:"red cat"')).toEqual(['cat/2.png', 'cat/3.png']);
    await session.changes.undoApply(call);
    await session.preparation.index(call);
    expect(await rated('red cat')).toMatchObject({ images: 4, deleted: 2, relabelled: 1 });
    expect(paths(session, 'source:"red cat"')).toHaveLength(4);
  }));

it('a log of an import that cannot be read keeps no dataset closed', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    await mkdir(join(root, 'cat'), { recursive: true });
    await writeFile(join(root, 'cat/1.png'), await picture(1));
    await mkdir(join(root, '.winnow-import'));
    await symlink('provenance.jsonl', join(root, '.winnow-import/provenance.jsonl'));
    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    expect(session.summary()).toMatchObject({ images: 1, sources: [] });
    expect(session.details(rowOf(session, 'cat/1.png')).origins).toEqual([]);
  }));
