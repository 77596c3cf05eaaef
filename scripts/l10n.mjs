/**
 * Collects every text that a translator needs, and writes
 *   package.nls.json       what package.json shows in VS Code's own menus and settings; texts that stand in package.json
 *                          themselves are moved there and leave a key
 *   l10n/bundle.l10n.json  what the host and the page say, each by its English original
 * Run it after a change of texts (npm run l10n); a unit test says when that was forgotten.
 */
import { getL10nJson } from '@vscode/l10n-dev';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names of properties that hold text for people; `category` and the extension's own name are names. */
const shownProperties = new Set([
  'title',
  'shortTitle',
  'label',
  'description',
  'markdownDescription',
  'deprecationMessage',
  'markdownDeprecationMessage',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'altText',
]);

/** Every text of the host's and the page's source, sorted: English original -> the same. */
export async function extractBundle(root) {
  const host = (await sources(join(root, 'src', 'host'))).map((contents) => ({ extension: '.ts', contents }));
  const page = (await sources(join(root, 'webview'))).map((contents) => ({
    extension: '.ts',
    contents: asHost(contents),
  }));
  return sorted(await getL10nJson([...host, ...page]));
}

/** The manifest with keys in place of its texts, and the texts by key. */
export function extractManifest(manifest, texts) {
  const found = {};
  const walk = (value, path, isShown) => {
    if (Array.isArray(value))
      return value.map((item, i) =>
        walk(item, [...path, item?.command ?? item?.id ?? item?.viewType ?? `${i}`], isShown),
      );
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, walk(item, [...path, name], shownProperties.has(name))]),
      );
    if (!isShown || typeof value !== 'string' || value === '' || value === 'Winnow') return value;
    const known = /^%(.+)%$/.exec(value)?.[1];
    const key = known ?? keyOf(path);
    found[key] = known === undefined ? value : texts[known];
    return `%${key}%`;
  };
  // The extension's own description stays: npm and the bill of materials read it as well.
  const { contributes, capabilities } = manifest;
  const changed = {
    ...manifest,
    capabilities: walk(capabilities, ['capabilities'], false),
    contributes: walk(contributes, [], false),
  };
  return { manifest: changed, texts: sorted(found) };
}

/** `commands.winnow.keep.title` -> `commands.keep.title`. */
function keyOf(path) {
  return path
    .filter((part) => part !== 'properties')
    .map((part) => part.replace(/^winnow\./, ''))
    .join('.');
}

/** The page says t('…') where the host says l10n.t('…'): the tool knows only the latter. */
function asHost(contents) {
  const calls = contents.replace(/(?<![\w.$]|function )t\(/g, 'l10n.t(');
  return `import * as l10n from '@vscode/l10n';\n${calls}`;
}

async function sources(folder) {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
}

function sorted(texts) {
  const order = ([a], [b]) => (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(texts).sort(order));
}

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

async function main() {
  const root = join(import.meta.dirname, '..');
  const nls = join(root, 'package.nls.json');
  const write = (file, value) => writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
  const { manifest, texts } = extractManifest(await readJson(join(root, 'package.json')), await readJson(nls));
  await write(join(root, 'package.json'), manifest);
  await write(nls, texts);
  await mkdir(join(root, 'l10n'), { recursive: true });
  await write(join(root, 'l10n', 'bundle.l10n.json'), await extractBundle(root));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
