import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { AnyOperation } from '../engine/operations/operation';
import { UserError } from '../engine/errors';
import { optionName } from '../engine/operations/usageProblem';

export interface Invocation {
  readonly params: Record<string, unknown>;
  readonly common: CommonOptions;
}

export interface CommonOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  readonly cache?: string;
  readonly state?: string;
  readonly model?: string;
  readonly backend?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly exclude?: string[];
  readonly labels?: string;
  readonly labelColumn?: string;
}

/** Options that every command understands, with their description for `--help`. */
export const commonOptions = {
  json: { type: 'boolean', text: 'print the result for machines' },
  quiet: { type: 'boolean', text: 'no progress, no notes' },
  help: { type: 'boolean', text: 'show this' },
  cache: { type: 'string', text: 'folder of the cache' },
  state: { type: 'string', text: 'folder of the state (decisions, journal, trash)' },
  model: { type: 'string', text: 'another embedding model: a card or the ONNX file beside one' },
  backend: { type: 'string', text: 'auto, cpu, webgpu, cuda, …' },
  threads: { type: 'string', text: 'number of cores to use' },
  seed: { type: 'string', text: 'seed of everything random' },
  exclude: { type: 'string', multiple: true, text: 'glob of files to leave out; may be repeated' },
  labels: {
    type: 'string',
    text: 'the table in the dataset that holds the labels (CSV, JSON, JSON Lines, image list)',
  },
  'label-column': { type: 'string', text: 'the column of labels in that table' },
} as const;

/** Options that are repeated instead of listed: a name of a file may hold a comma. */
const repeated: ReadonlySet<string> = new Set(['reference']);

export interface Flag {
  readonly name: string;
  readonly key: string;
  readonly type: 'boolean' | 'string';
  readonly text: string;
  readonly schema: z.ZodType;
}

/** The options of an operation, read off the schema of its parameters (`minSize` becomes `--min-size`). */
export function flagsOf(operation: AnyOperation): Flag[] {
  if (!(operation.params instanceof z.ZodObject)) return [];
  const positional = new Set(operation.cli?.positional);
  return Object.entries(operation.params.shape as Record<string, z.ZodType>)
    .filter(([key]) => !positional.has(key))
    .map(([key, schema]) => ({
      name: optionName(key).slice(2),
      key,
      type: inner(schema) instanceof z.ZodBoolean ? 'boolean' : 'string',
      text: schema.description ?? '',
      schema: inner(schema),
    }));
}

/** Parses the words after the command. Throws `UserError` on anything that is not understood. */
export function parseInvocation(operation: AnyOperation, argv: readonly string[]): Invocation {
  const flags = flagsOf(operation);
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(
          flags.map(({ name, type, schema }) => [name, { type, multiple: schema instanceof z.ZodArray }]),
        ),
        ...commonOptions,
      },
    });
  } catch (error) {
    throw new UserError(
      `${(error as Error).message.replace(/\. To specify.*/s, '.')} Try: winnow ${operation.name} --help`,
    );
  }
  const values = parsed.values as Record<string, string | boolean | string[] | undefined>;
  // A variable of the shell that is not set: the current folder was not meant.
  for (const [name, value] of Object.entries(values)) if (value === '') throw empty(`--${name}`, operation.name);
  const params: Record<string, unknown> = {};
  for (const { name, key, schema } of flags)
    if (values[name] !== undefined) params[key] = convert(values[name], schema, name);
  takePositionals(operation, parsed.positionals, params);
  return {
    params,
    common: {
      json: values.json === true,
      quiet: values.quiet === true,
      help: values.help === true,
      cache: values.cache as string | undefined,
      state: values.state as string | undefined,
      model: values.model as string | undefined,
      backend: values.backend as string | undefined,
      threads: values.threads === undefined ? undefined : toNumber(values.threads as string, 'threads'),
      seed: values.seed === undefined ? undefined : toNumber(values.seed as string, 'seed'),
      exclude: values.exclude as string[] | undefined,
      labels: values.labels as string | undefined,
      labelColumn: values['label-column'] as string | undefined,
    },
  };
}

function takePositionals(operation: AnyOperation, words: readonly string[], params: Record<string, unknown>): void {
  const shape = operation.params instanceof z.ZodObject ? (operation.params.shape as Record<string, z.ZodType>) : {};
  const rest = [...words];
  if (rest.includes('')) throw empty('What stands for a file or folder', operation.name);
  for (const key of operation.cli?.positional ?? []) {
    if (inner(shape[key]) instanceof z.ZodArray) params[key] = rest.splice(0);
    else if (rest.length > 0) params[key] = rest.shift();
  }
  if (rest.length > 0) throw new UserError(`Not understood: ${rest.join(' ')}. Try: winnow ${operation.name} --help`);
}

function empty(what: string, command: string): UserError {
  return new UserError(`${what} is empty. Try: winnow ${command} --help`);
}

/** The schema below optional and default wrappers. */
function inner(schema: z.ZodType): z.ZodType {
  let current = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault)
    current = current.unwrap() as z.ZodType;
  return current;
}

function convert(value: string | boolean | string[], schema: z.ZodType, name: string): unknown {
  if (schema instanceof z.ZodNumber) return toNumber(String(value), name);
  if (repeated.has(name)) return value;
  if (schema instanceof z.ZodArray) return (value as string[]).flatMap((v) => v.split(',')).filter((v) => v !== '');
  return value;
}

function toNumber(text: string, name: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new UserError(`--${name} takes a number, not "${text}".`);
  return number;
}
