import { describe, expect, it } from 'vitest';
import {
  classFolder,
  describeLayout,
  placeOf,
  subsetOf,
  understandLayout,
  type Folder,
} from '../../../src/core/layout';

/** A tree from `{ cat: 3, train: { dog: 2 } }`: numbers are images directly inside. */
type Tree = { readonly [name: string]: number | Tree };
function folder(name: string, tree: number | Tree, images = 0): Folder {
  if (typeof tree === 'number') return { name, images: tree, folders: [] };
  return { name, images, folders: Object.entries(tree).map(([child, below]) => folder(child, below)) };
}

describe('subsetOf', () => {
  it.each([
    ['train', 'train'],
    ['Train_Data', 'train'],
    ['TrainingSet', 'train'],
    ['val', 'valid'],
    ['validation', 'valid'],
    ['dev', 'valid'],
    ['test-images', 'test'],
    ['Testing', 'test'],
  ])('reads %s as %s', (name, subset) => expect(subsetOf(name)).toBe(subset));

  it.each(['cat', 'test tube', 'trainers', 'train station', 'value', '', '__proto__', 'constructor'])(
    'does not read %s as a subset',
    (name) => expect(subsetOf(name)).toBeUndefined(),
  );
});

describe('understandLayout', () => {
  it('sees classes', () => {
    expect(understandLayout(folder('', { cat: 3, dog: 2 })).kind).toBe('classes');
  });

  it('sees subsets with classes below', () => {
    const layout = understandLayout(folder('', { Train_Data: { cat: 3, dog: 3 }, val: { cat: 1, dog: 1 } }));
    expect(layout.kind).toBe('subsets');
    expect(placeOf('Train_Data/cat/1.jpg', layout)).toEqual({
      subset: 'train',
      subsetFolder: 'Train_Data',
      label: 'cat',
    });
    expect(placeOf('val/cat/deep/1.jpg', layout).label).toBe('cat/deep');
  });

  it('takes a lone folder "train" among classes for a class: it may be the vehicle', () => {
    const layout = understandLayout(folder('', { plane: 5, ship: 5, train: 5 }));
    expect(layout.kind).toBe('classes');
    expect(placeOf('train/1.jpg', layout).label).toBe('train');
  });

  it('sees a pile where no folder holds images', () => {
    const layout = understandLayout(folder('', {}, 7));
    expect(layout.kind).toBe('pile');
    expect(placeOf('1.jpg', layout).label).toBeUndefined();
  });

  it('names nested classes by their path, and leaves images in the root or a subset unsorted', () => {
    const layout = understandLayout(folder('', { labelled: { airplanes: 2, chairs: 2 }, garbage: 3 }, 1));
    expect(placeOf('labelled/airplanes/1.jpg', layout).label).toBe('labelled/airplanes');
    expect(placeOf('1.jpg', layout).label).toBeUndefined();
    const subsets = understandLayout(folder('', { train: { cat: 2 }, test: 4 }));
    expect(placeOf('test/1.jpg', subsets)).toEqual({ subset: 'test', subsetFolder: 'test', label: undefined });
  });

  it('does as told', () => {
    const tree = folder('', { train: { cat: 2 }, test: { cat: 1 } });
    expect(placeOf('train/cat/1.jpg', understandLayout(tree, 'classes')).label).toBe('train/cat');
    expect(placeOf('train/cat/1.jpg', understandLayout(tree, 'pile')).label).toBeUndefined();
  });
});

it('builds the folder of a class', () => {
  expect(classFolder('dog', undefined)).toBe('dog');
  expect(classFolder('dog', 'Train_Data')).toBe('Train_Data/dog');
  expect(classFolder('', 'train')).toBe('train');
  expect(classFolder('', undefined)).toBe('');
});

describe('folders that are no classes', () => {
  const tree = folder('set', { cat: 3, dog: 4, inbox: { monday: 5 }, inboxes: 2 });
  const layout = understandLayout(tree, undefined, ['inbox']);

  it('are unsorted with all that lies below, and nothing else is', () => {
    expect(layout.kind).toBe('classes');
    expect(placeOf('inbox/1.jpg', layout).label).toBeUndefined();
    expect(placeOf('inbox/monday/1.jpg', layout).label).toBeUndefined();
    expect(placeOf('inboxes/1.jpg', layout).label).toBe('inboxes');
    expect(placeOf('cat/1.jpg', layout).label).toBe('cat');
    expect(describeLayout(layout)).toBe('one folder per class; unsorted: inbox');
  });

  it('leave a pile in which a folder that comes later is a class', () => {
    const pile = understandLayout(folder('set', { a: 3, b: 4 }), undefined, ['a', 'b']);
    expect(pile.kind).toBe('pile');
    const sorted = understandLayout(folder('set', { a: 3, b: 4, cat: 1 }), undefined, ['a', 'b']);
    expect([placeOf('a/1.jpg', sorted).label, placeOf('cat/1.jpg', sorted).label]).toEqual([undefined, 'cat']);
  });
});
