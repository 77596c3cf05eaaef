import { maxNameBytes, utf8Length } from '../../../core/freeName';

export type EntryPath =
  | { readonly kind: 'path'; readonly path: string }
  /** What systems add of their own: hidden files, `__MACOSX`. */
  | { readonly kind: 'left-out' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Where an entry of an archive may be written: a path below the folder, `/` between, or nowhere. */
export function entryPath(name: string, platform: NodeJS.Platform): EntryPath {
  const unified = platform === 'win32' ? name.replaceAll('\\', '/') : name;
  if (unified.startsWith('/') || /^[a-z]:[/\\]/i.test(unified)) return refused('Its path is absolute.');
  const parts = unified.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return refused('Its path leads outside.');
  if (parts.length === 0) return refused('It has no name.');
  if (parts.some((part) => /[\0-\x1f\x7f]/.test(part))) return refused('Its name has control characters.');
  if (parts.some((part) => utf8Length(part) > maxNameBytes)) return refused('Its name is too long.');
  if (platform === 'win32' && parts.some((part) => /[<>:"|?*]|[. ]$/.test(part)))
    return refused('Its name is none that Windows takes.');
  if (parts.some((part) => part.startsWith('.') || part === '__MACOSX')) return { kind: 'left-out' };
  return { kind: 'path', path: parts.join('/') };
}

function refused(reason: string): EntryPath {
  return { kind: 'refused', reason };
}
