import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const elsewhere = /^(node_modules|build|dist|dist-test|test-results|sample|\.git)(\/|$)/;

/** Paths of all pages of the project, from its root, with `/`. */
export function pages(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.md') && !elsewhere.test(path));
}

export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A shell block of a page, with what the comment right above it says about running it. */
export interface ShellBlock {
  readonly page: string;
  readonly line: number;
  readonly commands: string;
  readonly remark: string | undefined;
}

/**
 * Shell blocks of a page. Right above each stands `<!-- run -->`, `<!-- run: exit N -->`, `<!-- run, except WORDS: WHY -->`
 * (without the lines that hold the words) or `<!-- not run: WHY -->`.
 */
export function shellBlocks(page: string): ShellBlock[] {
  const text = readPage(page);
  const blocks = [...text.matchAll(/(?:<!-- ([^>]*?) -->\s*)?^ *```(\w*)\n([\s\S]*?)^ *```$/gm)];
  return blocks.flatMap(({ 1: remark, 2: language, 3: commands, index }) =>
    ['sh', 'bash', 'console', 'shell', 'powershell'].includes(language)
      ? [{ page, line: text.slice(0, index).split('\n').length, commands, remark }]
      : [],
  );
}

/** Why not all of a block is run; undefined of one that is run whole, or that says nothing about it. */
export function whyNotRun({ remark }: ShellBlock): string | undefined {
  return /^(?:run, except [^:]+|not run): (.+)$/.exec(remark ?? '')?.[1];
}

export interface DocumentedCommands {
  readonly page: string;
  readonly line: number;
  readonly commands: string;
  readonly exitCode: number;
}

/** The commands of a page that are run to the letter. */
export function runnableBlocks(page: string): DocumentedCommands[] {
  return shellBlocks(page).flatMap(({ line, commands, remark }) => {
    const run = /^run(?:: exit (\d+)|, except ([^:]+): .+)?$/.exec(remark ?? '');
    if (!run) return [];
    const lines = commands.split('\n').filter((one) => run[2] === undefined || !one.includes(run[2]));
    return [{ page, line, commands: lines.join('\n'), exitCode: Number(run[1] ?? 0) }];
  });
}
