import { expect, it } from 'vitest';
import { fromNamed, toNamed } from '../../../src/core/pathFrame';

it('names paths relative to a folder above the root', () => {
  const frame = { prefix: 'wrapper', scope: '' };
  expect(toNamed(frame, 'cat/1.jpg')).toBe('wrapper/cat/1.jpg');
  expect(fromNamed(frame, 'wrapper/cat/1.jpg')).toBe('cat/1.jpg');
  expect(fromNamed(frame, 'elsewhere/1.jpg')).toBeUndefined();
});

it('names paths relative to a folder inside the root and leaves out the rest', () => {
  const frame = { prefix: '', scope: 'cat' };
  expect(toNamed(frame, 'cat/1.jpg')).toBe('1.jpg');
  expect(toNamed(frame, 'dog/1.jpg')).toBeUndefined();
  expect(toNamed(frame, 'catalogue/1.jpg')).toBeUndefined();
  expect(fromNamed(frame, '1.jpg')).toBe('cat/1.jpg');
});
