import { expect, it } from 'vitest';
import { parseInvocation } from '../../../src/cli/parse';
import { tagsOperation } from '../../../src/engine/operations/tags';

it('a reference may have a comma in its name, classes are listed with commas', () => {
  const argv = ['set', '--reference', 'a,b.jpg', '--reference', 'c.jpg', '--only', 'cat,dog'];
  const { params } = parseInvocation(tagsOperation, argv);
  expect(params).toMatchObject({ reference: ['a,b.jpg', 'c.jpg'], only: ['cat', 'dog'] });
});

it('an option or a folder that is empty is not taken for the current folder', () => {
  expect(() => parseInvocation(tagsOperation, ['', '--reference', 'a.png'])).toThrow(/file or folder is empty/);
  expect(() => parseInvocation(tagsOperation, ['pile', '--reference', 'a.png', '--cache='])).toThrow(
    '--cache is empty',
  );
});
