/** The text of NOTICE, made from what is really shipped. */
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPrebuilt } from './targets.mjs';
import { manifestOf, shippedPackages } from './shipped.mjs';

const rule = '-'.repeat(100);
const licences = 'scripts/packaging/licences';

/** The packages for this platform stand for those of the others, which are the same but for the machine. */
const textFrom = [
  [/^@img\/sharp-libvips-/, undefined],
  [/^@img\/sharp-/, 'node_modules/sharp'],
  [/^@lmdb\/lmdb-/, 'node_modules/lmdb'],
  [/^@tensorflow\//, 'node_modules/sharp'],
];

export async function noticeText() {
  const packages = await shippedPackages();
  const texts = await numberedTexts(packages);
  const card = JSON.parse(await readFile('media/backbone/card.json', 'utf8'));
  const lines = packages.map(({ name, version, licence, by, text }) => {
    const where = text === undefined ? '' : `; text ${texts.indexOf(text) + 1}`;
    return `${name} ${version}\n    ${licence}${where}${by ? `\n    ${by}` : ''}`;
  });
  return `Notices for Winnow

Winnow is under the MIT licence (LICENSE). It ships the model and the packages named here. Made by "npm run notice" from
what is bundled; not written by hand.

${rule}
The model
${rule}

${card.name} (media/backbone/${card.file})
    ${card.licence}
    sha256 ${card.sha256}

${rule}
Packages (a package contains those of its platform only)
${rule}

${lines.join('\n')}

${rule}
Inside of them
${rule}

libvips, which sharp loads as a shared library of its own and which may be exchanged for another build of it, contains
${await libvipsParts()}.
ONNX Runtime, OpenCV and the kernels of TensorFlow.js contain further libraries, named in ThirdPartyNotices.txt of
https://github.com/microsoft/onnxruntime, in https://github.com/opencv/opencv/tree/4.x/3rdparty and in
https://github.com/google/XNNPACK.
The icons are Codicons by Microsoft (CC-BY-4.0), used unchanged.

${texts.map((text, index) => `${rule}\nText ${index + 1}\n${rule}\n\n${text}`).join('\n\n')}
`;
}

/** Gives every package its text and its author; returns the texts, each once, in the order of the packages. */
async function numberedTexts(packages) {
  const texts = [];
  for (const found of packages) {
    const manifest = await manifestOf(found.folder);
    found.by = isPrebuilt(found.name) ? undefined : authorOf(manifest);
    found.text = await textOf(found, manifest);
    if (found.text !== undefined && !texts.includes(found.text)) texts.push(found.text);
  }
  return texts;
}

function authorOf({ author, homepage, repository }) {
  const name = typeof author === 'string' ? author : author?.name;
  const at = homepage ?? (typeof repository === 'string' ? repository : repository?.url);
  return [name, at?.replace(/^git\+(ssh:\/\/git@)?/, (_, ssh) => (ssh ? 'https://' : '')).replace(/\.git$/, '')]
    .filter(Boolean)
    .join(', ');
}

async function textOf({ name, folder, licence }, { author }) {
  if (licence.includes('LGPL')) {
    const own = licence.includes('Apache') ? [await licenceFiles('node_modules/sharp')] : [];
    const lgpl = ['LGPL-3.0.txt', 'GPL-3.0.txt'].map((file) => readFile(join(licences, file), 'utf8'));
    return tidy([...own, ...(await Promise.all(lgpl))].join('\n\n'));
  }
  const elsewhere = textFrom.find(([pattern]) => pattern.test(name))?.[1];
  const text = (await licenceFiles(elsewhere ?? folder)) || (elsewhere ? '' : missingText(licence, author));
  return text ? tidy(text) : undefined;
}

/** Some packages state their licence in package.json only. */
function missingText(licence, author) {
  if (licence !== 'MIT') throw new Error(`There is no text for ${licence}.`);
  const holder = (typeof author === 'string' ? author : author?.name) ?? 'its authors';
  return `MIT License\n\nCopyright (c) ${holder}\n\n${mitTerms}`;
}

const mitTerms = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

async function licenceFiles(folder) {
  if (!existsSync(folder)) return '';
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.join('\n\n');
}

function tidy(text) {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** "aom (BSD 2-Clause), …" from the table in the README of libvips' package. */
async function libvipsParts() {
  const folder = (await readdir('node_modules/@img')).find((name) => name.startsWith('sharp-libvips-'));
  if (!folder) throw new Error("libvips' package is not installed, and its table of licences stands in it.");
  const readme = await readFile(join('node_modules/@img', folder, 'README.md'), 'utf8');
  return [...readme.matchAll(/^\| (\S+)\s+\| (.*?)\s*\|$/gm)]
    .filter(([, name]) => name !== 'Library')
    .map(([, name, terms]) => `${name} (${terms.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')})`)
    .join(',\n');
}
