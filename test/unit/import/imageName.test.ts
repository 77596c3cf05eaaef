import { expect, it } from 'vitest';
import { imageEndingOf, nameFromUrl } from '../../../src/engine/import/imageName';

it.each([
  ['https://h/a/Red%20Cat.JPG?w=3#x', 'Red-Cat'],
  ['https://h/%E7%8C%AB.png', '猫'],
  ['https://h/a%2F..%2Fetc%2Fpasswd.png', 'a-..-etc-passwd'],
  ['https://h/', 'image'],
  ['https://h/..%5C..%5Cx.jpg', 'x'],
  ['https://h/%00%0a.jpg', 'image'],
  ['https://h/.htaccess', 'htaccess'],
  ['https://h/con.jpg', 'image'],
  ['https://h/LPT1', 'image'],
  ['https://h/%ff%fe.jpg', 'ff-fe'],
  ['not an address', 'image'],
])('%s becomes %s', (address, name) => {
  expect(nameFromUrl(address)).toBe(name);
});

it('a long name is cut at a character', () => {
  const name = nameFromUrl(`https://h/${encodeURIComponent('é'.repeat(300))}.jpg`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
  expect(name).toMatch(/^é+$/);
});

it('the ending follows the content', () => {
  expect([imageEndingOf('jpeg'), imageEndingOf('png'), imageEndingOf('tiff')]).toEqual(['.jpg', '.png', '.tif']);
});
