import { describe, expect, it } from 'vitest';
import { pathBelow } from '../../../src/engine/pathBelow';

describe('the path below a folder', () => {
  it.each([
    ['/a/b', '/a/b', ''],
    ['/a/b', '/a/b/c/d.jpg', 'c/d.jpg'],
    ['/a/b', '/a/b/..c', '..c'],
    ['/', '/c', 'c'],
  ])('in %s, %s is "%s"', (folder, path, below) => {
    expect(pathBelow(folder, path)).toBe(below);
  });

  it.each([
    ['/a/b', '/a'],
    ['/a/b', '/a/bc'],
    ['/a/b', '/a/b/../c'],
    ['/a/b', '/'],
  ])('%s does not hold %s', (folder, path) => {
    expect(pathBelow(folder, path)).toBeUndefined();
  });
});
