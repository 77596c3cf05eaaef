import { expect, it } from 'vitest';
import { entryPath } from '../../../src/engine/import/archive/entryPath';

it.each([
  ['cat/1.jpg', 'cat/1.jpg'],
  ['./cat//1.jpg', 'cat/1.jpg'],
  ['cat/a..b.jpg', 'cat/a..b.jpg'],
  ['cat/1:2.jpg', 'cat/1:2.jpg'],
])('%j is written to %s', (name, path) => {
  expect(entryPath(name, 'linux')).toEqual({ kind: 'path', path });
});

it.each(['../x', 'a/../../x', '/etc/passwd', 'C:\\x', 'c:/x', '', '/', './', 'a\0b', 'a\nb', 'é'.repeat(200)])(
  '%j is refused',
  (name) => {
    expect(entryPath(name, 'linux').kind).toBe('refused');
  },
);

it.each(['..\\x', 'a\\..\\..\\x', 'a:b', 'cat./1.jpg', '\\\\server\\share'])('%j is refused on Windows', (name) => {
  expect(entryPath(name, 'win32').kind).toBe('refused');
});

it.each(['.winnow/set-1/journal.jsonl', 'cat/.winnow-x', '.vscode/settings.json', '__MACOSX/cat/._1.jpg', '.DS_Store'])(
  '%j is left out',
  (name) => {
    expect(entryPath(name, 'linux').kind).toBe('left-out');
  },
);
