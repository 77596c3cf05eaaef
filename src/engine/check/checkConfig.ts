import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { withoutByteOrderMark } from '../../core/byteOrderMark';
import { findingTitle, type FindingName } from '../../core/findings/findingTitle';
import { messageOf } from '../../core/messageOf';
import { didYouMean } from '../../core/nearestName';
import { errorReason, isSystemError, UserError } from '../errors';
import { expectation, valueAt } from '../operations/usageProblem';

const limitWords = 'a whole number such as 10, or a share of the images such as "2%" (at most "100%")';

const limitValue = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d+(\.\d+)?%$/)
    .refine((text) => parseFloat(text) <= 100),
]);

const limit = (name: FindingName): z.ZodOptional<typeof limitValue> =>
  limitValue
    .optional()
    .describe(`${findingTitle(name)}. How many are allowed: a number, or a share of the images such as "2%".`);

/** What a limit can be set on: a kind of finding, or one type of it. */
const limits = z.strictObject({
  label: limit('label'),
  leakage: limit('leakage'),
  unreadable: limit('unreadable'),
  outlier: limit('outlier'),
  collage: limit('collage'),
  'off-reference': limit('off-reference'),
  duplicate: limit('duplicate'),
  'duplicate/bytes': limit('duplicate/bytes'),
  'duplicate/pixels': limit('duplicate/pixels'),
  'duplicate/near': limit('duplicate/near'),
  quality: limit('quality'),
  'quality/dark': limit('quality/dark'),
  'quality/bright': limit('quality/bright'),
  'quality/blurry': limit('quality/blurry'),
  'quality/low-information': limit('quality/low-information'),
  'quality/tiny': limit('quality/tiny'),
  'quality/odd-aspect': limit('quality/odd-aspect'),
  loader: limit('loader'),
  'loader/ending': limit('loader/ending'),
  'loader/format': limit('loader/format'),
  'loader/mode': limit('loader/mode'),
});
export type CheckLimits = z.infer<typeof limits>;
export type CheckName = keyof CheckLimits;

export const defaultLimits: CheckLimits = {
  unreadable: 0,
  leakage: 0,
  label: '5%',
};

const checkSection = z.strictObject({
  limits: limits
    .default(defaultLimits)
    .describe('What is checked, and how many findings are allowed. What is not named is not checked.'),
  minImagesPerClass: z.int().min(1).optional().describe('Every class must have so many images.'),
  baseline: z
    .string()
    .min(1)
    .optional()
    .describe('File of findings that are known and do not count, relative to this file.'),
});

/** `winnow.config.json`. */
const checkConfig = z
  .strictObject({
    $schema: z.string().optional(),
    check: checkSection.default({ limits: defaultLimits }).describe('What `winnow check` allows.'),
  })
  .describe('Settings of Winnow for one dataset.');

/** What may stand in each object of the file, by its place there. */
const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(checkConfig.shape).filter((key) => key !== '$schema'),
  check: Object.keys(checkSection.shape),
  'check.limits': Object.keys(limits.shape),
};

/** The JSON schema of `winnow.config.json`, as it is shipped for editors. */
export function configSchema(): object {
  return { ...z.toJSONSchema(checkConfig, { io: 'input' }), title: 'Winnow' };
}

export interface CheckSettings {
  readonly limits: CheckLimits;
  readonly minImagesPerClass?: number;
  /** Absolute. */
  readonly baseline?: string;
}

const configName = 'winnow.config.json';

/**
 * Reads the settings of a check: the file named, else `winnow.config.json` in the dataset's folder, else the defaults.
 * Throws `UserError` that names the file and what is wrong in it.
 */
export async function readCheckConfig(folder: string, named: string | undefined): Promise<CheckSettings> {
  const path = named === undefined ? join(folder, configName) : resolve(named);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (named === undefined && isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw new UserError(`${path} cannot be read: ${errorReason(error)}.`);
  });
  if (text === undefined) return { limits: defaultLimits };
  const given = parseJson(text, path);
  const parsed = checkConfig.safeParse(given);
  if (!parsed.success) throw new UserError(`${path}: ${firstProblem(parsed.error, given)}`);
  const { limits, minImagesPerClass, baseline } = parsed.data.check;
  return {
    limits,
    ...(minImagesPerClass !== undefined && { minImagesPerClass }),
    ...(baseline !== undefined && { baseline: resolve(dirname(path), baseline) }),
  };
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(withoutByteOrderMark(text));
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${messageOf(error)}.`);
  }
}

/** The place of one limit. */
function isLimit(path: readonly PropertyKey[]): boolean {
  return path.length === 3 && path[1] === 'limits';
}

function firstProblem({ issues: [issue] }: z.ZodError, given: unknown): string {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const names = knownKeys[place] ?? [];
    return `${place === '' ? '' : `${place}: `}there is no "${key}".${didYouMean(key, names)} There are: ${names.join(', ')}.`;
  }
  const expected = isLimit(issue.path) ? `takes ${limitWords}` : expectation(issue);
  return `${place === '' ? 'it' : place} ${expected}, not ${JSON.stringify(valueAt(given, issue.path))}.`;
}
