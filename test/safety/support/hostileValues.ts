import type { Random } from './random';

/** Paths that must never lead out of a dataset; `outside` is an existing absolute folder with a file `secret.jpg`. */
export function hostilePaths(outside: string): string[] {
  return [
    '../outside/secret.jpg',
    'cat/../../outside/secret.jpg',
    `${outside}/secret.jpg`,
    `/${outside}/secret.jpg`,
    '/etc/passwd',
    'C:\\Windows\\x.jpg',
    'c:/x.jpg',
    '\\\\server\\share\\x.jpg',
    '\\\\?\\C:\\x.jpg',
    '//server/share/x.jpg',
    `file://${outside}/secret.jpg`,
    'cat\\..\\..\\outside\\secret.jpg',
    './cat/1.jpg',
    'cat//1.jpg',
    '',
    '.',
    '..',
    '~/x.jpg',
    'cat/\0.jpg',
    'cat/1.jpg\0../../outside/secret.jpg',
    'way-out/secret.jpg',
    'cat/link.jpg',
    '.winnow/x/journal.jsonl',
    '.WINNOW/x.jpg',
    'x'.repeat(300),
    `${'deep/'.repeat(2000)}x.jpg`,
    'cat/%2e%2e/%2e%2e/outside/secret.jpg',
    'cat/\u202e..\u2215..\u2215outside/secret.jpg',
    '\ud800.jpg',
    '__proto__',
    'constructor',
  ];
}

/** Anything that structured clone can send and that a careless reader chokes on. */
export function junk(random: Random, depth = 0): unknown {
  const leaf: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => random.chance(0.5),
    () => random.pick([0, -0, -1, 1e9, 2 ** 32, 2 ** 53, 1e308, NaN, Infinity, -Infinity, 0.5]),
    () => BigInt(random.below(1e9)),
    () =>
      random.pick(['', 'cat', '..', '\0', '\ud800', '__proto__', 'x'.repeat(100_000), '{', '%s%n', '*'.repeat(200)]),
    () => new Date(NaN),
    () => new Uint8Array(random.below(9)),
    () => Uint32Array.from({ length: random.below(9) }, () => random.pick([0, 1, 5, 1000, 2 ** 32 - 1])),
    () => new Float64Array([NaN, Infinity]),
    () => new Map([['a', 1]]),
    () => /(a+)+$/,
  ];
  if (depth > 3 || random.chance(0.6)) return random.pick(leaf)();
  if (random.chance(0.4)) return Array.from({ length: random.below(5) }, () => junk(random, depth + 1));
  const keys = [
    'rows',
    'row',
    'decision',
    'kind',
    'to',
    'query',
    'sort',
    'dataset',
    'path',
    '__proto__',
    'constructor',
  ];
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [random.pick(keys), junk(random, depth + 1)]),
  );
}
