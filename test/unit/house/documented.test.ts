import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { commandHelp, commands } from '../../../src/cli/help';
import { pages, readPage, runnableBlocks, shellBlocks, whyNotRun } from '../../support/markdown';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(read('package.json'));
const titles = new Set(Object.values(z.record(z.string(), z.string()).parse(read('package.nls.json'))));
/** What is written as code within a line, with the line breaks of the prose taken out. */
const spans = (page: string): string[] =>
  [
    ...readPage(page)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/`([^`]+)`/g),
  ].map(([, text]) => text.replace(/\s+/g, ' '));
const written = (page: string): string[] => [
  ...spans(page),
  ...shellBlocks(page).flatMap((block) => block.commands.split('\n')),
];

/** What is wrong with a command as it is written, or undefined. */
function fault(text: string): string | undefined {
  const script = /^npm run (\S+)/.exec(text)?.[1];
  if (script !== undefined && !(script in scripts)) return `there is no script "${script}"`;
  const [, name, rest] = /^(?:winnow|node dist\/cli\.js) ([a-z]+)\b([^#]*)/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const command = commands.find((one) => one.name === name);
  if (!command) return `there is no command "${name}"`;
  const known = commandHelp(command).matchAll(/^ {2}--([\w-]+)/gm);
  const options = new Set(['help', ...[...known].map(([, option]) => option)]);
  const unknown = [...rest.matchAll(/ --([\w-]+)/g)].map(([, option]) => option).filter((one) => !options.has(one));
  return unknown.length > 0 ? `${name} has no --${unknown.join(', --')}` : undefined;
}

describe('what is documented', () => {
  it('commands and options are looked up', () => {
    expect(fault('winnow rank FOLDER --top 20 --json')).toBeUndefined();
    expect(fault('winnow rank FOLDER --tops 20')).toContain('--tops');
    expect(fault('node dist/cli.js rnak FOLDER')).toContain('rnak');
    expect(fault('npm run nothing')).toContain('nothing');
  });

  it.each(pages())('%s: every shell block is run by a test, or says why not', (page) => {
    const blocks = shellBlocks(page);
    const run = new Set(runnableBlocks(page).map(({ line }) => line));
    const silent = blocks.filter((block) => !run.has(block.line) && whyNotRun(block) === undefined);
    expect(silent.map(({ line, commands: text }) => `line ${line}: ${text}`)).toEqual([]);
    const named = blocks.flatMap((block) => whyNotRun(block)?.match(/\btest\/[\w/.]+\.ts\b/g) ?? []);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(pages())('%s: every command and option that it names is there', (page) => {
    const faults = written(page).flatMap((text) => fault(text.trim()) ?? []);
    expect(faults).toEqual([]);
    const named = [...readPage(page).matchAll(/(\*\*|_)Winnow:\s([^*_]+?)\1/g)].map(([, , title]) =>
      title.replace(/\s+/g, ' '),
    );
    expect(named.filter((title) => !titles.has(title))).toEqual([]);
  });
});
