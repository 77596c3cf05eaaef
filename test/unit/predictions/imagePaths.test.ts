import { describe, expect, it } from 'vitest';
import { ImagePaths } from '../../../src/core/predictions/imagePaths';

const paths = ['cat/1.jpg', 'dog/1.jpg', 'cat/Café.png', undefined, 'train/dog/only.jpg', 'dog/7.jpg'];
const images = new ImagePaths('/data/pets', paths, new Map([[5, 'cat/7.jpg']]));

describe('paths of a table', () => {
  it.each([
    ['cat/1.jpg', 0],
    ['./dog/1.jpg', 1],
    ['cat/../dog/1.jpg', 1],
    ['/data/pets/cat/1.jpg', 0],
    ['../data/pets/dog/1.jpg', 1],
    ['pets/cat/1.jpg', 0],
    ['/content/drive/pets/cat/1.jpg', 0],
    ['C:\\data\\pets\\dog\\1.jpg', 1],
    ['cat\\1.jpg', 0],
    ['file:///data/pets/cat/1.jpg', 0],
    ['cat/Cafe\u0301.png', 2],
    ['only.jpg', 4],
    ['cat/7.jpg', 5],
    ['dog/7.jpg', 5],
  ])('%s is image %i', (written, row) => expect(images.find(written)).toBe(row));

  it.each([
    ['1.jpg', 'missing'],
    ['cat/2.jpg', 'missing'],
    ['/data/other/cat/2.jpg', 'outside'],
    ['/etc/passwd', 'outside'],
    ['../../etc/passwd', 'outside'],
    ['/data/petstore/cat/1.jpg', 'outside'],
    ['', 'missing'],
    ['__proto__', 'missing'],
  ])('%s is %s', (written, kind) => expect(images.find(written)).toBe(kind));
});
