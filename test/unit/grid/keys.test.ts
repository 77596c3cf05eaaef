import { describe, expect, it } from 'vitest';
import { defaultKeys, meaningOf, withDefaultKeys, type KeyPress } from '../../../src/core/keys';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  altGraph: false,
  composing: false,
  ...more,
});
const action = (key: string, more?: Partial<KeyPress>) => meaningOf(press(key, more), defaultKeys)?.action;

describe('meaningOf', () => {
  it.each([
    ['ArrowLeft', {}, 'moveLeft'],
    ['Home', { ctrlKey: true }, 'first'],
    ['Home', { metaKey: true }, 'first'],
    ['Enter', {}, 'accept'],
    ['Enter', { shiftKey: true }, 'keepVisible'],
    ['a', { ctrlKey: true }, 'selectAll'],
    ['x', {}, 'delete'],
    ['X', {}, 'delete'],
    ['Delete', {}, 'delete'],
    [' ', {}, 'select'],
    ['?', { shiftKey: true }, 'help'],
    ['/', {}, 'pickClass'],
    ['/', { shiftKey: true, code: 'Digit7' }, 'pickClass'],
    ['+', { shiftKey: true }, 'zoomIn'],
    ['1', { code: 'Numpad1' }, 'label1'],
    ['0', { code: 'Digit0' }, 'label0'],
    ['&', { code: 'Digit1' }, 'label1'],
    ['-', { code: 'Digit6' }, 'zoomOut'],
    ['ч', { code: 'KeyX' }, 'delete'],
  ])('%s with %o means %s', (key, more, expected) => {
    expect(action(key, more)).toBe(expected);
  });

  it.each([
    ['x', { ctrlKey: true }],
    ['x', { altKey: true }],
    ['X', { shiftKey: true }],
    ['z', { ctrlKey: true }],
    ['1', { ctrlKey: true, code: 'Digit1' }],
    ['x', { composing: true }],
    ['Dead', {}],
    ['Process', {}],
    ['€', { altGraph: true, ctrlKey: true, altKey: true, code: 'KeyE' }],
    ['ć', { altGraph: true, code: 'KeyC' }],
    ['¹', { altGraph: true, code: 'Digit1' }],
    ['F5', {}],
  ])('%s with %o means nothing', (key, more) => {
    expect(action(key, more)).toBeUndefined();
  });

  it('reads a sign that takes AltGr', () => {
    expect(action('/', { altGraph: true, ctrlKey: true, altKey: true })).toBe('pickClass');
  });

  it('lets Shift extend movements only', () => {
    expect(meaningOf(press('ArrowDown', { shiftKey: true }), defaultKeys)).toEqual({
      action: 'moveDown',
      extend: true,
    });
    expect(meaningOf(press('End', { shiftKey: true, ctrlKey: true }), defaultKeys)).toEqual({
      action: 'last',
      extend: true,
    });
  });

  it('has no key for two actions', () => {
    const keys = Object.values(defaultKeys).flat();
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("follows the user's table", () => {
    const keys = withDefaultKeys({ delete: ['D'] });
    expect(meaningOf(press('d'), keys)?.action).toBe('delete');
    expect(meaningOf(press('x'), keys)).toBeUndefined();
    expect(meaningOf(press('k'), keys)?.action).toBe('keep');
  });
});
