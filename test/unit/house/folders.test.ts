import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readPage } from '../../support/markdown';

const root = resolve(import.meta.dirname, '../../..');

/** Every folder below, itself included, in which files lie; from the root, with `/`. */
function foldersBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => foldersBelow(`${folder}/${name}`));
  return entries.some((entry) => entry.isFile()) ? [folder, ...below] : below;
}

it('every folder says what it is for', () => {
  const named = [...readPage('docs/folders.md').matchAll(/^\| `([\w/]+)`/gm)].map(([, folder]) => folder);
  expect(new Set(named).size).toBe(named.length);
  const there = ['src', 'webview', 'scripts'].flatMap(foldersBelow);
  expect(there.filter((folder) => !named.includes(folder))).toEqual([]);
  const gone = named.filter((folder) => foldersBelow(folder).length === 0);
  expect(gone).toEqual([]);
});
