import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLabelNames } from '../../../src/engine/tags/labelNames';
import { withFolder } from '../../support/workspace';

const read = (name: string, text: string): Promise<string[]> =>
  withFolder(async (folder) => {
    await writeFile(join(folder, name), text);
    return readLabelNames(join(folder, name));
  });

describe('label files', () => {
  it.each([
    ['a list', 'labels.json', '["cat", "dog"]'],
    ['objects', 'labels.json', '[{"name": "cat"}, {"name": "dog"}]'],
    ['classes', 'labels.json', '{"classes": [{"id": "1", "name": "cat", "groups": []}, "dog"]}'],
    ['id2label', 'config.json', '{"id2label": {"1": "dog", "0": "cat"}}'],
    ['names by index', 'labels.json', '{"1": "dog", "0": "cat"}'],
    ["ImageNet's class index", 'labels.json', '{"0": ["n02123045", "cat"], "1": ["n02084071", "dog"]}'],
    ['lines', 'labels.txt', 'cat\r\n\r\ndog\r\n'],
    ['lines with a synset', 'synset.txt', 'n02123045 cat, house cat\nn02084071 dog, hound\n'],
    ['a byte order mark', 'labels.json', '\ufeff["cat", "dog"]'],
  ])('%s', async (_, name, text) => {
    expect(await read(name, text)).toEqual(['cat', 'dog']);
  });

  it('tell two classes of one name apart', async () => {
    expect(await read('labels.json', '["crane", "bird", "crane"]')).toEqual(['crane', 'bird', 'crane (2)']);
  });

  it.each([
    ['labels.json', '{', /labels\.json is not JSON/],
    ['labels.json', '[1, 2]', /labels\.json cannot be understood/],
    ['labels.json', '{"0": "cat", "2": "dog"}', /leaves out an index/],
    ['labels.json', '[]', /holds 0 names/],
    ['labels.txt', '\n', /holds 0 names/],
  ])('%s with %s is refused and named', async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(message);
  });

  it('says which file is missing', async () => {
    await expect(readLabelNames('/nowhere/labels.json')).rejects.toThrow('/nowhere/labels.json cannot be read');
  });
});
