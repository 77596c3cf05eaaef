import * as z from 'zod';
import type { Flag } from './parse';

/** What an option takes, as `--help` calls it, where its type does not say it. */
const valueNames: Readonly<Record<string, string>> = {
  against: 'FOLDER',
  augment: 'LIST',
  background: 'COLOUR',
  backend: 'NAME',
  baseline: 'FILE',
  cache: 'FOLDER',
  config: 'FILE',
  dropout: 'N,…',
  exclude: 'GLOB',
  into: 'FOLDER',
  labels: 'FILE',
  'label-column': 'NAME',
  maps: 'N,…',
  model: 'FILE',
  only: 'CLASS,…',
  out: 'FOLDER',
  plan: 'FILE',
  predictions: 'FILE',
  reference: 'FILE',
  seed: 'N',
  shard: 'I/N',
  state: 'FOLDER',
  subsets: 'A,B,C',
  tags: 'TAG,…',
  threads: 'N',
  without: 'CLASS,…',
};

/** The same of a command that means something else by it. */
const ofCommand: Readonly<Record<string, string>> = {
  'report --out': 'FILE',
};

/** The option as `--help` shows it: `--top N`, `--cache FOLDER`, `--dry-run`. */
export function shownFlag(
  { name, type, schema }: Pick<Flag, 'name' | 'type'> & Partial<Pick<Flag, 'schema'>>,
  command = '',
): string {
  if (type === 'boolean') return `--${name}`;
  return `--${name} ${ofCommand[`${command} --${name}`] ?? valueNames[name] ?? nameByType(schema)}`;
}

function nameByType(schema: z.ZodType | undefined): string {
  if (schema instanceof z.ZodNumber) return 'N';
  if (schema instanceof z.ZodEnum) return 'NAME';
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodEnum) return 'NAME,…';
  return 'VALUE';
}
