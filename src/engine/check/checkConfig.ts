import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../core/messageOf';
import { errorReason, isSystemError, UserError } from '../errors';

const limitValue = z.union([z.int().min(0), z.string().regex(/^\d+(\.\d+)?%$/)]);

const limit = (what: string): z.ZodOptional<typeof limitValue> =>
  limitValue.optional().describe(`${what}. How many are allowed: a number, or a share of the images such as "2%".`);

/** What a limit can be set on: a kind of finding, or one type of it. */
const limits = z.strictObject({
  label: limit('Labels that are probably wrong'),
  leakage: limit('Copies across subsets'),
  unreadable: limit('Files that cannot be read, or in part only'),
  outlier: limit('Images unlike the rest of their class'),
  collage: limit('Sheets of several pictures'),
  'off-reference': limit('Images that do not match the references'),
  duplicate: limit('Groups of copies of any kind'),
  'duplicate/bytes': limit('Groups of files of the same bytes'),
  'duplicate/pixels': limit('Groups of files of the same picture'),
  'duplicate/near': limit('Groups of near-duplicates'),
  quality: limit('Images of poor quality of any kind'),
  'quality/dark': limit('Dark images'),
  'quality/bright': limit('Bright images'),
  'quality/blurry': limit('Blurry images'),
  'quality/low-information': limit('Images with next to nothing in them'),
  'quality/tiny': limit('Tiny images'),
  'quality/odd-aspect': limit('Very long or very high images'),
  loader: limit('Files that some loader skips or refuses'),
  'loader/ending': limit('Files whose ending is not what they are'),
  'loader/format': limit('Files in a format that some loader cannot take'),
  'loader/mode': limit('Files with colours that some loader cannot take'),
});
export type CheckLimits = z.infer<typeof limits>;
export type CheckName = keyof CheckLimits;

export const defaultLimits: CheckLimits = {
  unreadable: 0,
  leakage: 0,
  label: '5%',
};

/** `winnow.config.json`. */
const checkConfig = z
  .strictObject({
    $schema: z.string().optional(),
    check: z
      .strictObject({
        limits: limits
          .default(defaultLimits)
          .describe('What is checked, and how many findings are allowed. What is not named is not checked.'),
        minImagesPerClass: z.int().min(1).optional().describe('Every class must have so many images.'),
        baseline: z
          .string()
          .min(1)
          .optional()
          .describe('File of findings that are known and do not count, relative to this file.'),
      })
      .default({ limits: defaultLimits })
      .describe('What `winnow check` allows.'),
  })
  .describe('Settings of Winnow for one dataset.');

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
  const parsed = checkConfig.safeParse(parseJson(text, path));
  if (!parsed.success) throw new UserError(`${path}: ${firstProblem(parsed.error)}`);
  const { limits, minImagesPerClass, baseline } = parsed.data.check;
  return {
    limits,
    ...(minImagesPerClass !== undefined && { minImagesPerClass }),
    ...(baseline !== undefined && { baseline: resolve(dirname(path), baseline) }),
  };
}

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${messageOf(error)}.`);
  }
}

function firstProblem(error: z.ZodError): string {
  const [{ path, message }] = error.issues;
  return `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}. Its schema is in the documentation (docs/check.md).`;
}
