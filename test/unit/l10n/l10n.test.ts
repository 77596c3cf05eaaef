import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { extractManifest } from '../../../scripts/l10n.mjs';

const root = resolve(import.meta.dirname, '../../..');
const remedy = 'run "npm run l10n"';

function readJson(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
}

/** First arguments of all calls of `t` (the page) or `l10n.t` (the host), as the compiler reads them. */
function saidIn(folder: string, callee: string): { readonly texts: string[]; readonly unreadable: string[] } {
  const texts: string[] = [];
  const unreadable: string[] = [];
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = ts.createSourceFile(name, readFileSync(join(root, folder, name), 'utf8'), ts.ScriptTarget.Latest);
    const look = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText(source) === callee) {
        const [text] = node.arguments;
        if (ts.isStringLiteralLike(text)) texts.push(text.text);
        else unreadable.push(`${name}: ${node.getText(source)}`);
      }
      ts.forEachChild(node, look);
    };
    look(source);
  }
  return { texts, unreadable };
}

it('the bundle holds what host and page say, all of it and nothing else', () => {
  const said = [saidIn('webview', 't'), saidIn('src/host', 'l10n.t')];
  expect(said.flatMap(({ unreadable }) => unreadable)).toEqual([]);
  const texts = [...new Set(said.flatMap(({ texts }) => texts))].sort();
  expect(texts.length).toBeGreaterThan(500);
  const bundle = readJson('l10n/bundle.l10n.json');
  expect(Object.keys(bundle), remedy).toEqual(texts);
  // What a translator starts from.
  expect(Object.values(bundle)).toEqual(texts);
});

it('the manifest has its texts in package.nls.json, all of them and no other', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const texts = readJson('package.nls.json');
  const again = extractManifest(manifest, texts);
  expect(again.manifest, remedy).toEqual(manifest);
  expect(again.texts, remedy).toEqual(texts);
  expect(Object.values(texts).every((text) => typeof text === 'string' && text !== '')).toBe(true);
});
