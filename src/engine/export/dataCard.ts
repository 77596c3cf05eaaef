import { counted } from '../../core/words';
import type { CopySettings } from '../../protocol/cleanCopy';
import { printable } from '../exchange/printable';
import { recordsFile, tableFile, type CopyManifest } from './copyManifest';
import type { CopyCounts } from './countCopy';

export interface DataCardInput {
  readonly manifest: CopyManifest;
  readonly counts: CopyCounts;
  readonly notes: readonly string[];
}

/** The data card: what is in the copy, how it was made, what was left out, and what only its owner can say. */
export function dataCard({ manifest, counts, notes }: DataCardInput): string {
  const { dataset, created, madeBy, settings, seed, failed } = manifest;
  return [
    ...frontMatter(manifest),
    `# ${inline(dataset)}`,
    '',
    `${counted(counts.images, 'image')} of ${counted(counts.classes.length, 'class', 'classes')}, ${megabytes(counts.bytes)}. Made from the dataset ` +
      `_${inline(dataset)}_ by ${madeBy} on ${created.slice(0, 10)}.`,
    '',
    '## Images',
    '',
    ...countTable(counts),
    '',
    ...section('Worth knowing', notes),
    '## How it was made',
    '',
    ...settingLines(settings, seed).map((line) => `- ${line}`),
    '',
    ...section('What was left out', leftOutLines(manifest)),
    ...section(
      'Not readable',
      failed.slice(0, 50).map(({ path, reason }) => `${code(path)}: ${inline(reason)}`),
    ),
    '## Files',
    '',
    `- ${code(recordsFile)}: one line for each image: its place, label, subset, size and SHA-256, and the file that it was ` +
      'made of with its SHA-256. Images with the same `group` are copies of one picture.',
    ...(settings.format === 'csv' ? [`- ${code(tableFile)}: the same as a table.`] : []),
    '',
    '## To be filled in',
    '',
    '- Where the images come from, and under which licence they may be used:',
    '- What they are meant for, and what they should not be used for:',
    '- People, faces or other personal data in them:',
    '',
  ].join('\n');
}

/** Hugging Face's hub and `datasets` read this. */
function frontMatter({ settings, subsets }: CopyManifest): string[] {
  if (settings.format !== 'parquet') return [];
  const names: Readonly<Record<string, string>> = { train: 'train', valid: 'validation', test: 'test', all: 'train' };
  return [
    '---',
    'configs:',
    '  - config_name: default',
    '    data_files:',
    ...Object.keys(subsets).flatMap((name) => [
      `      - split: ${names[name] ?? name}`,
      `        path: data/${name}-*.parquet`,
    ]),
    '---',
    '',
  ];
}

function countTable({ subsets, classes }: CopyCounts): string[] {
  const names = ['train', 'valid', 'test', 'all'].filter((name) => name in subsets);
  const labels = names.some((name) => '' in subsets[name]) ? [...classes, ''] : classes;
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const sum = (label: string): number => names.reduce((total, name) => total + (subsets[name][label] ?? 0), 0);
  const total = (name: string): number => Object.values(subsets[name]).reduce((a, b) => a + b, 0);
  const several = names.length > 1;
  return [
    row(['class', ...names, ...(several ? ['together'] : [])]),
    row(['---', ...names.map(() => '--:'), ...(several ? ['--:'] : [])]),
    ...labels.map((label) =>
      row([
        label === '' ? '_unsorted_' : inline(label),
        ...names.map((name) => subsets[name][label] ?? 0),
        ...(several ? [sum(label)] : []),
      ]),
    ),
    row([
      '**together**',
      ...names.map(total),
      ...(several ? [labels.reduce((all, label) => all + sum(label), 0)] : []),
    ]),
  ];
}

function settingLines(settings: CopySettings, seed: number): string[] {
  const { format, subsets, size, fit, background, image, quality, grey, strip, files } = settings;
  const rewritten = size !== undefined || grey || strip || image !== 'keep';
  const fits = {
    crop: 'the middle cut out',
    pad: `padded with ${background === 'auto' ? 'the colour of the picture’s border' : background}`,
    squash: 'squashed',
  } as const;
  return [
    `Format: ${format}.`,
    subsets === 'keep'
      ? 'Subsets: as the dataset had them.'
      : subsets === 'none'
        ? 'Subsets: none.'
        : `Subsets: ${subsets.train} % train, ${subsets.valid} % valid, ${subsets.test} % test, drawn with seed ${seed}, ` +
          'stratified by class; copies of a picture (same bytes, same pixels, near) stand together.',
    ...(size === undefined ? [] : [`Pictures: ${size} x ${size} pixels, ${fits[fit]}.`]),
    ...(rewritten
      ? [
          'Written anew: upright, 8-bit sRGB without transparency' +
            `${background === 'auto' ? ' (laid over white)' : ` (laid over ${background})`}, without metadata` +
            `${grey ? ', grey' : ''}${image === 'jpeg' ? `, JPEG of quality ${quality}` : image === 'png' ? ', PNG' : ''}.`,
        ]
      : [`Files: as they were, metadata included (${files === 'link' ? 'hard links' : 'copies'}).`]),
  ];
}

function leftOutLines({ leftOut, settings }: CopyManifest): string[] {
  const lines: Readonly<Record<string, string>> = {
    deleted: 'deleted in review',
    setAside: 'set aside in review',
    unsorted: 'without a label',
    classes: `of the classes left out (${settings.without.map(inline).join(', ')})`,
    unreadable: 'not readable',
  };
  return Object.entries(leftOut).flatMap(([key, count]) => (count > 0 ? [`${count} ${lines[key] ?? key}`] : []));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines.map((line) => `- ${line}`), ''];
}

/** Names from a disk must not become markup. */
function inline(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'")}\``;
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
