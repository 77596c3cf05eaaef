import { describe, expect, it } from 'vitest';
import type { LabelTable, NewRow, RowEdit } from '../../../src/core/labels/labelTable';
import { readLabelTable } from '../../../src/core/labels/readLabelTable';

const isImage = (text: string): boolean => /^(?:[a-z]+\/)?[a-f](?: 1)?(?:\.jpg)?$/.test(text);

function read(text: string, column?: string): LabelTable {
  const table = readLabelTable(text, 'birds', isImage, column);
  if (typeof table === 'string') throw new Error(table);
  return table;
}

function rows(table: LabelTable): string[] {
  return Array.from({ length: table.count }, (_, i) => {
    const { file, label, subset } = table.row(i);
    return [file, label, ...(subset === undefined ? [] : [subset])].join('|');
  });
}

function rewrite(text: string, edits: Record<number, RowEdit>, added: readonly NewRow[] = []): string {
  return read(text).rewrite(new Map(Object.entries(edits).map(([i, edit]) => [Number(i), edit])), added);
}

describe('CSV', () => {
  const kaggle = '\ufeffid,"breed, as told",score\r\na,"cat",1.50\r\n"b","the ""big"" dog",+02\r\n\r\nc,cat,\r\n';

  it('reads quotes, marks, blank lines and identifiers without an ending', () => {
    const table = read(kaggle, 'breed, as told');
    expect(rows(table)).toEqual(['a|cat', 'b|the "big" dog', 'c|cat']);
    expect(table.format).toBe('csv');
  });

  it('leaves every byte of what is not changed', () => {
    const table = read(kaggle, 'breed, as told');
    expect(table.rewrite(new Map(), [])).toBe(kaggle);
    expect(table.rewrite(new Map([[1, { label: 'wolf, grey' }]]), [])).toBe(
      kaggle.replace('"the ""big"" dog"', '"wolf, grey"'),
    );
    expect(
      table.rewrite(
        new Map([
          [0, { label: 'lynx' }],
          [2, { label: 'owl' }],
        ]),
        [],
      ),
    ).toBe(kaggle.replace('"cat"', '"lynx"').replace('c,cat', 'c,owl'));
  });

  it('removes rows and puts them back where they stood', () => {
    const text = 'file,label\na.jpg,cat\nb.jpg,dog\nc.jpg,cat';
    const gone = rewrite(text, { 1: { remove: true } });
    expect(gone).toBe('file,label\na.jpg,cat\nc.jpg,cat');
    expect(rewrite(gone, {}, [{ file: 'b.jpg', label: 'dog', source: read(text).source(1), after: 0 }])).toBe(text);
    const last = rewrite(text, { 2: { remove: true } });
    expect(rewrite(`${last}`, {}, [{ file: 'd.jpg', label: 'owl', after: 1 }])).toBe(
      'file,label\na.jpg,cat\nb.jpg,dog\nd.jpg,owl\n',
    );
    expect(rewrite(text, {}, [{ file: 'd.jpg', label: 'a, b', after: 2 }])).toBe(`${text}\nd.jpg,"a, b"`);
    expect(rewrite(text, { 0: { remove: true } }, [{ file: 'd.jpg', label: 'x', after: -1 }])).toBe(
      'file,label\nd.jpg,x\nb.jpg,dog\nc.jpg,cat',
    );
  });

  it('takes other separators, tables without a heading and a column of subsets', () => {
    expect(rows(read('a.jpg;cat\nb.jpg;dog\n'))).toEqual(['a.jpg|cat', 'b.jpg|dog']);
    expect(rows(read('file,a,b\na.jpg,1,x\n', 'b'))).toEqual(['a.jpg|x']);
    expect(rows(read('path\tsplit\tspecies\na.jpg\ttrain\tcat\n'))).toEqual(['a.jpg|cat|train']);
  });

  it('says what it cannot understand', () => {
    const why = (text: string, column?: string): unknown => readLabelTable(text, 'x', isImage, column);
    expect(why('id,healthy,rust,scab\na,1,0,0\n')).toMatch(/which column holds the labels is not clear/);
    expect(why('id\na\nb\n')).toMatchObject({ format: 'class-list' });
    expect(why('id,label\nnope,cat\n')).toMatch(/no column names images/);
    expect(why('id,label\na,cat\n', 'breed')).toMatch(/no column breed/);
    expect(why('')).toMatchObject({ only: 'x', count: 0 });
  });

  it('counts rows that do not fit and leaves them', () => {
    const text = 'file,label\na.jpg,cat\nb.jpg\nc.jpg,dog,more\nd.jpg,owl\n';
    const table = read(text);
    expect([table.count, table.broken]).toEqual([2, 2]);
    expect(table.rewrite(new Map([[1, { label: 'x' }]]), [])).toBe(text.replace('owl', 'x'));
  });

  it('reads a quote that is never closed without losing a byte', () => {
    const text = 'file,label\na.jpg,cat\nb.jpg,"dog\nc.jpg,cat\n';
    const table = read(text);
    expect(table.rewrite(new Map(), [])).toBe(text);
  });
});

describe('JSON', () => {
  const lines =
    '{"file_name": "a.jpg",  "label" : 3, "n": 1.50, "box": {"label": "no"}}\n\n{"label":"dog","file_name":"b.jpg"}\nbroken\n';

  it('reads JSON Lines and changes one value', () => {
    const table = read(lines);
    expect(rows(table)).toEqual(['a.jpg|3', 'b.jpg|dog']);
    expect(table.broken).toBe(1);
    expect(table.rewrite(new Map([[0, { label: '4' }]]), [])).toBe(lines.replace(' 3,', ' 4,'));
    expect(table.rewrite(new Map([[0, { label: 'new "x"' }]]), [])).toBe(lines.replace(' 3,', ' "new \\"x\\"",'));
    expect(table.rewrite(new Map([[1, { label: '' }]]), [])).toBe(lines.replace('"dog"', 'null'));
  });

  it('adds a label where a record has none, and new records in the style of the others', () => {
    const text = '{"file_name": "a.jpg", "label": "x"}\n{"file_name": "b.jpg"}\n';
    expect(rewrite(text, { 1: { label: 'cat' } })).toBe(
      '{"file_name": "a.jpg", "label": "x"}\n{"file_name": "b.jpg", "label": "cat"}\n',
    );
    expect(rewrite(text, {}, [{ file: 'c.jpg', label: 'dog', after: 1 }])).toBe(
      `${text}{"file_name": "c.jpg", "label": "dog"}\n`,
    );
  });

  it('reads a list of records and keeps its commas right', () => {
    const text =
      '[\n  {"image": "a.jpg", "class": "x"},\n  {"image": "b.jpg", "class": "y"},\n  {"image": "c.jpg", "class": "z"}\n]\n';
    for (const gone of [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]]) {
      const edits = Object.fromEntries(gone.map((i) => [i, { remove: true }]));
      const left = JSON.parse(rewrite(text, edits)) as unknown[];
      expect(left).toHaveLength(3 - gone.length);
      const back = gone.map((i) => ({ file: '', label: '', source: read(text).source(i), after: -1 }));
      expect(JSON.parse(rewrite(text, edits, back))).toHaveLength(3);
    }
    const without = rewrite(text, { 1: { remove: true } });
    expect(rewrite(without, {}, [{ file: '', label: '', source: read(text).source(1), after: 0 }])).toBe(text);
  });
});

describe('COCO', () => {
  const coco = JSON.stringify(
    {
      info: { a: [1, 2] },
      images: [
        { id: 1, file_name: 'a.jpg', width: 10 },
        { id: 2, file_name: 'b.jpg', width: 10 },
        { id: 3, file_name: 'c.jpg', width: 10 },
      ],
      annotations: [
        { id: 5, image_id: 1, category_id: 1 },
        { id: 6, image_id: 2, category_id: 2, score: 0.5 },
      ],
      categories: [
        { id: 1, name: 'cat' },
        { id: 2, name: 'dog' },
      ],
    },
    undefined,
    1,
  );

  it('reads labels of whole images', () => {
    expect(rows(read(coco))).toEqual(['a.jpg|cat', 'b.jpg|dog', 'c.jpg|']);
  });

  it('relabels, labels anew, adds categories, removes images with their annotations', () => {
    expect(rewrite(coco, { 0: { label: 'dog' } })).toBe(coco.replace('"category_id": 1', '"category_id": 2'));
    const owl = rewrite(coco, { 0: { label: 'owl' }, 2: { label: 'owl' } });
    expect(rows(read(owl))).toEqual(['a.jpg|owl', 'b.jpg|dog', 'c.jpg|owl']);
    expect((JSON.parse(owl) as { categories: unknown[] }).categories).toHaveLength(3);
    const gone = rewrite(coco, { 0: { remove: true } });
    expect(rows(read(gone))).toEqual(['b.jpg|dog', 'c.jpg|']);
    const back = rewrite(gone, {}, [{ file: 'a.jpg', label: 'cat', source: read(coco).source(0), after: -1 }]);
    expect(back).toBe(coco);
    expect(rows(read(rewrite(coco, {}, [{ file: 'd.jpg', label: 'cat', after: 2 }])))).toContain('d.jpg|cat');
  });

  it('gives an image that comes back new ids where others have its own by now', () => {
    interface Lists {
      readonly images: { readonly id: number; readonly file_name: string; readonly width?: number }[];
      readonly annotations: { readonly id: number; readonly image_id: number; readonly score?: number }[];
    }
    const one = coco.replaceAll('"id": 3', '"id": 0');
    const source = read(one).source(1);
    const gone = rewrite(one, { 1: { remove: true } });
    const part = rewrite(gone, {}, [{ file: 'd.jpg', label: 'cat', after: 1 }]);
    const added: NewRow[] = [
      { file: 'e.jpg', label: 'cat', after: 1 },
      { file: 'b.jpg', label: 'dog', source, after: 0 },
    ];
    const both = rewrite(part, {}, added);
    expect(rows(read(both)).sort()).toEqual(['a.jpg|cat', 'b.jpg|dog', 'c.jpg|', 'd.jpg|cat', 'e.jpg|cat']);
    const { images, annotations } = JSON.parse(both) as Lists;
    expect(new Set(images.map(({ id }) => id)).size).toBe(5);
    expect(new Set(annotations.map(({ id }) => id)).size).toBe(4);
    const back = images.find(({ file_name: name }) => name === 'b.jpg');
    expect(back?.width).toBe(10);
    expect(annotations.find(({ image_id: id }) => id === back?.id)?.score).toBe(0.5);

    // What is added beside it takes other ids than it has, and it stays as it was.
    const beside = rewrite(gone, {}, added);
    expect(new Set((JSON.parse(beside) as Lists).images.map(({ id }) => id)).size).toBe(4);
    expect(beside).toContain(source[0]);
  });

  it('is no table of labels when its images have several', () => {
    const boxes = coco.replace('"image_id": 2', '"image_id": 1');
    expect(readLabelTable(boxes, 'x', isImage)).toMatch(/several labels/);
  });
});

describe('image lists', () => {
  it('reads path and label, spaces in paths included', () => {
    const text = 'x/a.jpg cat\nx/b 1.jpg\tdog\nc.jpg 7';
    expect(rows(read(text))).toEqual(['x/a.jpg|cat', 'x/b 1.jpg|dog', 'c.jpg|7']);
    expect(rewrite(text, { 1: { label: 'owl' }, 2: { remove: true } })).toBe('x/a.jpg cat\nx/b 1.jpg\towl\n');
    expect(rewrite(text, { 0: { label: '' } })).toBe('x/a.jpg\nx/b 1.jpg\tdog\nc.jpg 7');
    expect(read(text).whyNot('snow leopard')).toMatch(/space/);
  });

  it('reads a list of one class', () => {
    const table = read('a.jpg\nb.jpg\n');
    expect(table.only).toBe('birds');
    expect(rows(table)).toEqual(['a.jpg|birds', 'b.jpg|birds']);
  });
});
