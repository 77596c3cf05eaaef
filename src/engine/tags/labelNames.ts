import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { withoutByteOrderMark } from '../../core/byteOrderMark';
import { UserError, errorReason } from '../errors';

const mostLabels = 100_000;
const name = z.string().min(1).max(500);
const entry = z.union([name, z.object({ name })]);
const labelFile = z.union([
  z.array(entry),
  z.object({ classes: z.array(entry) }),
  z.object({ id2label: z.record(z.string(), name) }),
  /** `{"0": "tench"}`, or `{"0": ["n01440764", "tench"]}` as ImageNet's class index has it. */
  z.record(z.string().regex(/^\d+$/), z.union([name, z.array(z.string()).nonempty()])),
]);

/**
 * The names of a classifier's outputs, in their order, each once. JSON: a list of names or of `{name}`, the same under
 * `classes`, `id2label`, or names by index; any other ending: one name a line, of `n01440764 tench, Tinca tinca` the
 * first name. Throws `UserError` naming the file.
 */
export async function readLabelNames(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(
      `The label file ${path} cannot be read (${errorReason(error)}). Put it beside the model's card.`,
    );
  });
  const names = path.toLowerCase().endsWith('.json') ? namesOfJson(text, path) : namesOfLines(text);
  if (names.length === 0 || names.length > mostLabels)
    throw new UserError(`The label file ${path} holds ${names.length} names; it must hold 1 to ${mostLabels}.`);
  return unique(names);
}

function namesOfJson(text: string, path: string): string[] {
  let parsed;
  try {
    parsed = labelFile.safeParse(JSON.parse(withoutByteOrderMark(text)));
  } catch (error) {
    throw new UserError(`The label file ${path} is not JSON (${errorReason(error)}).`);
  }
  if (!parsed.success)
    throw new UserError(
      `The label file ${path} cannot be understood. It may be a list of names, {"classes": […]}, {"id2label": {…}} or names by index.`,
    );
  const { data } = parsed;
  if (Array.isArray(data)) return data.map(nameOf);
  if (isList(data)) return data.classes.map(nameOf);
  return inOrder(isNamed(data) ? data.id2label : data, path);
}

const isList = (data: object): data is { readonly classes: readonly Entry[] } =>
  'classes' in data && Array.isArray(data.classes);
const isNamed = (data: object): data is { readonly id2label: Readonly<Record<string, string>> } => 'id2label' in data;

type Entry = string | { readonly name: string } | readonly string[];

function nameOf(value: Entry): string {
  if (typeof value === 'string') return value;
  return 'name' in value ? value.name : (value.at(-1) ?? '').replaceAll('_', ' ');
}

function inOrder(byIndex: object, path: string): string[] {
  const entries = Object.entries(byIndex) as [string, Entry][];
  const names: string[] = [];
  for (const [index, value] of entries) names[Number(index)] = nameOf(value);
  if (names.length !== entries.length || names.includes(''))
    throw new UserError(`The label file ${path} leaves out an index: it must name every class from 0 on.`);
  return names;
}

function namesOfLines(text: string): string[] {
  return withoutByteOrderMark(text)
    .split(/\r?\n/)
    .map((line) =>
      line
        .trim()
        .replace(/^n\d{8}\s+/, '')
        .split(',')[0]
        .trim(),
    )
    .filter((line) => line !== '');
}

/** ImageNet has two kinds of crane. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((one) => {
    const count = (seen.get(one) ?? 0) + 1;
    seen.set(one, count);
    return count === 1 ? one : `${one} (${count})`;
  });
}
