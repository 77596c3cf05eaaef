import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** Which of our folders each may import from, besides itself; and whether packages from npm or Node may be imported. */
const rules: Readonly<Record<string, { from: readonly string[]; packages: RegExp | undefined }>> = {
  'src/core': { from: [], packages: undefined },
  'src/protocol': { from: ['src/core'], packages: /^zod$/ },
  'src/engine': { from: ['src/core', 'src/protocol'], packages: /^(?!vscode$)/ },
  'src/cli': { from: ['src/core', 'src/protocol', 'src/engine'], packages: /^(node:|zod$)/ },
  'src/host': { from: ['src/core', 'src/protocol'], packages: /^(vscode$|vscode-jsonrpc|node:)/ },
  webview: { from: ['src/core', 'src/protocol'], packages: /^(lit|vscode-jsonrpc)/ },
};

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(root, folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]/g),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g),
  ].map((match) => match[1]);
}

function violations(folder: string): string[] {
  const { from, packages } = rules[folder];
  const found: string[] = [];
  for (const file of filesBelow(folder))
    for (const name of importsOf(file)) {
      const target = name.startsWith('.')
        ? relative(root, resolve(dirname(file), name))
            .split(sep)
            .join('/')
        : undefined;
      const allowed =
        target === undefined
          ? packages?.test(name) === true
          : [folder, ...from].some((home) => target.startsWith(`${home}/`));
      if (!allowed) found.push(`${relative(root, file)} imports ${name}`);
    }
  return found;
}

it.each(Object.keys(rules))('%s imports only what it may', (folder) => {
  expect(filesBelow(folder).length).toBeGreaterThan(0);
  expect(violations(folder)).toEqual([]);
});

/** Native modules crash on hostile files: each runs only where a death costs one worker. */
const homes: Readonly<Record<string, RegExp>> = {
  sharp: /^src\/engine\/(images|sample|collage)\//,
  'onnxruntime-node': /^src\/engine\/model\/backends\/openModel\.ts$/,
  'onnxruntime-web': /^src\/engine\/model\/backends\/openModel\.ts$/,
  '@techstark/opencv-js': /^src\/engine\/collage\//,
  lmdb: /^src\/engine\/store\//,
};

it.each(Object.keys(homes))('%s is imported only where it may run', (name) => {
  const importers = [...filesBelow('src')].filter((file) =>
    importsOf(file).some((i) => i === name || i.startsWith(`${name}/`)),
  );
  const strangers = importers
    .map((file) => relative(root, file).split(sep).join('/'))
    .filter((file) => !homes[name].test(file));
  expect(strangers).toEqual([]);
});
