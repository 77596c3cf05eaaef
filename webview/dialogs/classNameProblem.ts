import { t } from '../strings';

/** Why a text cannot name a class (a folder, perhaps nested with `/`), or undefined. */
export function classNameProblem(name: string): string | undefined {
  if (name.length > 255) return t('A class name has at most 255 characters.');
  if (/[\\\0-\x1f]/.test(name)) return t('A class name becomes a folder name: no backslash, no control characters.');
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return t('Each part of a class name must name a folder.');
  return undefined;
}
