import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictionColumns } from '../../../src/core/predictions/columns';
import { lookAtTable } from '../../../src/engine/predictions/lookAtTable';
import { readPredictions } from '../../../src/engine/predictions/readPredictions';
import { scorePredictions } from '../../../src/engine/predictions/scorePredictions';

let folder = '';
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'predictions-'))));
afterAll(() => rm(folder, { recursive: true }));

const images = {
  root: '/data/pets',
  paths: ['cat/1.jpg', 'cat/2.jpg', 'dog/3.jpg', 'dog/café.jpg'],
  before: new Map<number, string>(),
  unreadable: ['dog/broken.jpg'],
  classes: ['cat', 'dog'],
  given: [0, 0, 1, 1],
};
const rows: readonly (readonly [string, number, number])[] = [
  ['cat/1.jpg', 0.9, 0.1],
  ['cat/2.jpg', 0.2, 0.8],
  ['dog/3.jpg', 0.3, 0.7],
  ['dog/café.jpg', 0.1, 0.9],
];

async function read(name: string, content: string | Uint8Array, change: Partial<PredictionColumns> = {}) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { guess } = await lookAtTable(path, images);
  const columns = { file: 'file', logits: false, classes: ['cat', 'dog'], ...guess, ...change };
  const found = await readPredictions(path, columns, images);
  const table = found.table.probabilities(4, 2);
  return { ...found, p: Array.from(table.values, (value) => Math.round(value * 100) / 100) };
}

const expected = rows.flatMap(([, cat, dog]) => [cat, dog, 0]);
const csv = (separator: string, ending = '\n'): string =>
  [['', 'file', 'cat', 'dog'], ...rows.map((row, i) => [i, ...row])].map((row) => row.join(separator)).join(ending);

describe('the same predictions in every format', () => {
  const objects = rows.map(([file, cat, dog]) => ({ file, cat, dog }));
  const utf16 = Buffer.from(`\ufeff${csv(',', '\r\n')}`, 'utf16le');
  it.each([
    ['p.csv', csv(',')],
    ['bom.csv', `\ufeff${csv(',', '\r\n')}\r\n`],
    ['semicolons.csv', csv(';')],
    ['tabs.tsv', csv('\t')],
    ['utf16.csv', utf16],
    ['utf16-without-mark.csv', utf16.subarray(2)],
    ['utf16be.csv', Buffer.from(utf16).swap16()],
    ['latin1.csv', Buffer.from(csv(','), 'latin1')],
    ['list.json', JSON.stringify(objects, undefined, 2)],
    ['lines.jsonl', objects.map((one) => JSON.stringify(one)).join('\n')],
    [
      'columns.json',
      JSON.stringify({ file: rows.map(([f]) => f), cat: rows.map((r) => r[1]), dog: rows.map((r) => r[2]) }),
    ],
    ['pandas.json', JSON.stringify(Object.fromEntries((['file', 'cat', 'dog'] as const).map((key) => [key, { ...objects.map((one) => one[key]) }])))], // prettier-ignore
    ['byImage.json', JSON.stringify(Object.fromEntries(rows.map(([file, cat, dog]) => [file, { cat, dog }])))],
    ['lists.json', JSON.stringify({ classes: ['dog', 'cat'], predictions: rows.map(([file, cat, dog]) => ({ file, probs: [dog, cat] })) })], // prettier-ignore
    [
      'logits.csv',
      `file,logits\n${rows.map(([f, cat, dog]) => `${f},[${Math.log(cat) + 5} ${Math.log(dog) + 5}]`).join('\n')}`,
    ],
    ['p.parquet', new Uint8Array(parquetWriteBuffer({ columnData: [
      { name: 'file', data: rows.map(([file]) => file), type: 'STRING' },
      { name: 'cat', data: rows.map(([, cat]) => cat), type: 'DOUBLE' },
      { name: 'dog', data: rows.map(([, , dog]) => dog), type: 'DOUBLE' },
    ] }))], // prettier-ignore
  ])('%s', async (name, content) => {
    const { p, images: matched, left } = await read(name, content);
    expect(p).toEqual(expected);
    expect([matched, left]).toEqual([4, []]);
  });
});

describe('bad rows are counted and listed, the rest is used', () => {
  it('in every way that a row can be bad', async () => {
    const text = [
      'file,predicted,confidence',
      'cat/1.jpg,dog,0.8',
      'cat/1.jpg,dog,0.6',
      'cat/9.jpg,dog,0.6',
      'dog/broken.jpg,dog,0.6',
      '/etc/passwd,dog,0.6',
      'dog/3.jpg,,0.6',
      'cat/2.jpg,fox,0.5',
      ',cat,1',
      'dog/café.jpg,cat,7',
    ].join('\n');
    const columns = { file: 'file', label: 'predicted', confidence: 'confidence' };
    const { left, notes, classes, p, table } = await read('bad.csv', text, columns);
    expect(left.map(({ kind, count }) => [kind, count])).toEqual([
      ...[['missing', 1], ['unreadable', 1], ['outside', 1], ['repeated', 1], ['invalid', 3], ['without', 2]], // prettier-ignore
    ]);
    expect(left[0].examples).toEqual(['row 4: cat/9.jpg']);
    expect(left[1].examples).toEqual(['row 5: dog/broken.jpg']);
    expect(classes).toEqual(['cat', 'dog', 'fox']);
    expect(notes.join()).toMatch('1 predicted class is not in the dataset: fox');
    expect(p.slice(0, 2)).toEqual([0.4, 0.6]);
    expect(Array.from(table.probabilities(2, 3).values.slice(4), (v) => Math.round(v * 100) / 100)).toEqual([
      0.25, 0.25, 0.5, 0,
    ]);
  });

  it('takes the named class for the predicted one, however low its confidence is', async () => {
    const confidences = [0.3, 0, 0.5, 0.05];
    const text = ['file,predicted,confidence', ...rows.map(([file], i) => `${file},dog,${confidences[i]}`)].join('\n');
    const columns = { file: 'file', label: 'predicted', confidence: 'confidence' };
    const { table } = await read('low.csv', text, columns);
    const input = { labels: Int32Array.from(images.given), trusted: new Uint8Array(4), classes: 2, outOfSample: true };
    const { predicted, confidence } = scorePredictions(table, table.probabilities(4, 2), input);
    expect([...predicted]).toEqual([1, 1, 1, 1]);
    confidences.forEach((wanted, row) => expect(confidence[row]).toBeCloseTo(wanted));
  });

  it.each([
    ['empty.csv', '', /is empty/],
    ['heading.csv', 'file,cat,dog\n', /is empty: no row follows its heading/],
    ['one.csv', 'file\ncat/1.jpg\n', /only one column/],
    ['twice.csv', 'file,cat,cat\n', /stands twice/],
    ['cut.csv', 'file,cat,dog\ncat/1.jpg,0.5,0.5\ncat/2.j', /line 3: there is 1 field, not 3/],
    ['quote.csv', 'file,cat,dog\n"cat/1.jpg,0.5,0.5\n', /never closed/],
    ['other.csv', 'file,cat,dog\nx.jpg,0.5,0.5\n', /No row of other.csv can be used \(row 2: x.jpg\)/],
    ['cut.json', '[{"file": "cat/1.jpg", "cat": 0.', /is no JSON/],
    ['text.json', '["a"]', /is no table of predictions/],
    ['cut.jsonl', '{"file": "cat/1.jpg", "predicted": "cat"}\n{"file": "cat', /line 2: this is no JSON object/],
    ['short.json', '[{"file": "cat/1.jpg", "probs": [0.1, 0.2, 0.7]}]', /there are 3 scores, but 2 classes/],
    ['number.csv', 'file,predicted\ncat/1.jpg,5\n', /no class number 5/],
    ['binary.csv', Buffer.from([0x61, 0, 0, 0, 1, 2, 3, 0, 0, 0]), /is no text/],
    ['cut.parquet', Buffer.from('PAR1....'), /cannot be read as Parquet/],
  ])('%s is refused with a reason', async (name, content, reason) => {
    await expect(read(name, content)).rejects.toThrow(reason);
  });

  it('names the columns that are there when one is gone', async () => {
    await expect(read('gone.csv', 'file,cat,dog\ncat/1.jpg,1,0\n', { file: 'path' })).rejects.toThrow(
      'gone.csv has no column path. It has cat, dog, file.',
    );
  });
});

describe('what was confirmed of a table once', () => {
  const grown = { ...images, classes: ['bird', 'cat', 'dog'], given: [1, 1, 2, 0] };
  const columns = { file: 'file', logits: false, classes: ['cat', 'dog'] };
  const doubtOf = async (name: string, text: string, change: Partial<PredictionColumns>, now = grown) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return (await readPredictions(path, { ...columns, ...change }, now)).doubt;
  };
  const scores = [
    { column: 'p_cat', class: 'cat' },
    { column: 'p_dog', class: 'dog' },
  ];

  it('is doubted where a column for a further class has come', async () => {
    const text = 'file,p_cat,p_dog,p_bird\ncat/1.jpg,0.1,0.1,0.8\n';
    expect(await doubtOf('grown.csv', text, { scores })).toBe(
      'grown.csv has scores of bird that are not read. Choose its columns anew.',
    );
    expect(await doubtOf('same.csv', 'file,p_cat,p_dog\ncat/1.jpg,0.9,0.1\n', { scores })).toBeUndefined();
  });

  it('is doubted where numbers stand for classes and the dataset has others by now', async () => {
    const text = 'file,predicted\ncat/1.jpg,0\n';
    expect(await doubtOf('numbers.csv', text, { label: 'predicted' })).toMatch(
      /read as cat, dog; .* has bird, cat, dog/,
    );
    expect(await doubtOf('numbers.csv', text, { label: 'predicted' }, images)).toBeUndefined();
    expect(await doubtOf('names.csv', 'file,predicted\ncat/1.jpg,dog\n', { label: 'predicted' })).toBeUndefined();
  });
});

describe('scores', () => {
  it('doubt labels as the head does, and leave what was not predicted without', async () => {
    const text = `file,cat,dog\n${rows.slice(0, 3).map((row) => row.join(',')).join('\n')}`; // prettier-ignore
    const { table } = await read('three.csv', text);
    const input = { labels: Int32Array.of(0, 0, 1, 1), trusted: new Uint8Array(4), classes: 2, outOfSample: true };
    const scores = scorePredictions(table, table.probabilities(4, 2), input);
    expect([...scores.predicted]).toEqual([0, 1, 1, -1]);
    expect(scores.margin[1]).toBeCloseTo(-0.6);
    expect(scores.loss[1]).toBeCloseTo(-Math.log(0.2));
    expect([...scores.suspicious]).toEqual([0, 1, 0, 0]);
    expect([...scores.outOfSample]).toEqual([1, 1, 1, 0]);
    const kept = scorePredictions(table, table.probabilities(4, 2), { ...input, trusted: Uint8Array.of(0, 1, 0, 0) });
    expect(kept.suspicious[1]).toBe(0);
  });
});
