import { expect, it } from 'vitest';
import { failureText, isMendable } from '../../../src/cli/failure';
import { UserError } from '../../../src/engine/errors';

it('tells what the user can mend from a fault of ours, which is shown with its stack', () => {
  expect(isMendable(new UserError('No.'))).toBe(true);
  expect(isMendable(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
  const ours = Object.assign(new TypeError('wrong call'), { code: 'ERR_INVALID_ARG_TYPE' });
  expect(isMendable(ours)).toBe(false);
  expect(failureText(ours)).toMatch(/wrong call\n\s+at /);
});
