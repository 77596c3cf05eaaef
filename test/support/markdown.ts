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

export interface DocumentedCommands {
  readonly page: string;
  readonly line: number;
  readonly commands: string;
  readonly exitCode: number;
}

/** The shell blocks of a page that stand below `<!-- run -->` or `<!-- run: exit N -->`. */
export function runnableBlocks(page: string): DocumentedCommands[] {
  const text = readPage(page);
  return [...text.matchAll(/<!-- run(?:: exit (\d+))? -->\s*```sh\n([\s\S]*?)```/g)].map((match) => ({
    page,
    line: text.slice(0, match.index).split('\n').length,
    commands: match[2],
    exitCode: Number(match[1] ?? 0),
  }));
}
