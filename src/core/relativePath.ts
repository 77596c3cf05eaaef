/** Paths below a root, `/` between. What comes from files and messages is hostile until `unsafePathReason` passed it. */

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Every folder above `path`, outermost first, without the root: `a/b/c` gives `a`, `a/b`. */
export function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** True when any character is below U+0020. */
function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return true;
  return false;
}

/**
 * Why `path` cannot be trusted to lie below a root on every platform, or undefined when it can: empty, absolute,
 * UNC or with a drive letter, `.` or `..`, Winnow's own `.winnow`, NUL. Control characters other than NUL and
 * backslashes are legal in Linux names and accepted where `strict` is false.
 */
export function unsafePathReason(path: string, strict = false): string | undefined {
  if (path === '') return 'the path is empty';
  if (path.includes('\0')) return 'the path contains NUL';
  if (path.startsWith('/') || path.startsWith('\\\\')) return 'the path is absolute';
  if (/^[A-Za-z]:[\\/]/.test(path)) return 'the path is absolute';
  if (strict && path.includes('\\')) return 'the path contains a backslash';
  if (strict && hasControlCharacter(path)) return 'the path contains a control character';
  for (const part of path.split('/')) {
    if (part === '') return 'the path has an empty part';
    if (part === '.' || part === '..') return `the path contains "${part}"`;
    if (part.split('\\').includes('..')) return 'the path contains ".."';
    if (part.normalize('NFC').toLowerCase() === '.winnow') return "the path leads into Winnow's own folder";
  }
  return undefined;
}
