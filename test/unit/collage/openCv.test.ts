import { expect, it } from 'vitest';
import { heldObjects, withScope } from '../../../src/engine/collage/openCv';

function mat(log: string[], name: string) {
  return { delete: () => void log.push(name) };
}

it('a scope deletes what it holds, last first, and counts it', () => {
  const log: string[] = [];
  const result = withScope((hold) => {
    hold(mat(log, 'a'));
    hold(mat(log, 'b'));
    return heldObjects();
  });
  expect(result).toBe(2);
  expect(log).toEqual(['b', 'a']);
  expect(heldObjects()).toBe(0);
});

it('a scope deletes what it holds when the work fails', () => {
  const log: string[] = [];
  const fail = () =>
    withScope((hold) => {
      hold(mat(log, 'a'));
      throw new Error('no memory');
    });
  expect(fail).toThrow('no memory');
  expect(log).toEqual(['a']);
  expect(heldObjects()).toBe(0);
});
