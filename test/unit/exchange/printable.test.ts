import { expect, it } from 'vitest';
import { printable, printableLines } from '../../../src/engine/exchange/printable';

it('what steers a terminal or turns the line around shows as its number', () => {
  expect(printable('a\u001b[31m\nb\u202egnp.jpg')).toBe('a\\u{1b}[31m\\u{a}b\\u{202e}gnp.jpg');
});

it('of several lines only the breaks stay', () => {
  expect(printableLines('one\u001b[2J\ntwo\r')).toBe('one\\u{1b}[2J\ntwo\\u{d}');
});
