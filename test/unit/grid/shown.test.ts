import { expect, it } from 'vitest';
import { shown } from '../../../webview/shown';

it('shows marks that turn the text around as signs', () => {
  expect(shown('a\u202egpj.exe')).toBe('a�gpj.exe');
  expect(shown('two\nlines')).toBe('two␣lines');
});

it('sets words from right to left apart from the numbers and signs beside them', () => {
  expect(shown('not for כלב קטן (50 %), but كلب.')).toBe('not for \u2068כלב קטן\u2069 (50 %), but \u2068كلب\u2069.');
  expect(shown('cat (50 %)')).toBe('cat (50 %)');
});

it('leaves what is shown already as it is, and lets nobody close what it opened', () => {
  const once = shown('חתול 1.jpg');
  expect(shown(once)).toBe(once);
  expect(shown('a\u2069b\u2068')).toBe('a�b�');
});
