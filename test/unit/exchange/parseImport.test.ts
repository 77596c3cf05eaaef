import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import { formatCleanedTable } from '../../../src/engine/exchange/cleanedTable';
import { formatDecisionTable, type DecisionRow } from '../../../src/engine/exchange/decisionTable';
import type { ImportFile } from '../../../src/engine/exchange/importFile';
import { parseImport } from '../../../src/engine/exchange/parseImport';
import { hostileNames } from '../../fixtures/hostileNames';

const hash = 'ab'.repeat(32);
const read = (text: string): ImportFile => parseImport(new TextEncoder().encode(text), 'x.csv');

describe('a table of decisions', () => {
  it('gives back what was written, hostile names and all', () => {
    const kinds = ['keep', 'delete', 'set-aside', 'restore'] as const;
    const rows = hostileNames(true).map((name, i): DecisionRow => {
      const decision = i % 5 === 4 ? { kind: 'relabel' as const, to: `c,"${i}"` } : { kind: kinds[i % 5] ?? 'keep' };
      return { path: `a b/${name}`, hash, given: name, decision };
    });
    const { format, entries, notes } = read(formatDecisionTable(rows));
    expect({ format, notes }).toEqual({ format: 'decisions', notes: [] });
    expect(entries.map(({ path, wanted }) => ({ path, wanted }))).toEqual(
      rows.map(({ path, decision }) => ({ path, wanted: decision })),
    );
    expect(new Set(entries.map((entry) => entry.hash))).toEqual(new Set([hash]));
  });

  it('says of what goes as a copy, a sheet or unreadable that it is no reject', () => {
    const decisions: Decision[] = [
      { kind: 'delete', as: 'copy' },
      { kind: 'set-aside', as: 'sheet' },
      { kind: 'delete', as: 'unreadable' },
      { kind: 'delete' },
      { kind: 'rename', to: 'b.jpg' },
    ];
    const text = formatDecisionTable(decisions.map((decision, i) => ({ path: `${i}.jpg`, hash, given: '', decision })));
    expect(text).toContain('path,hash,given,decision,new_label,file,as\n');
    expect(read(text).entries.map(({ wanted }) => wanted)).toEqual(decisions);
    const withoutName = formatDecisionTable([{ path: 'a.jpg', hash, given: '', decision: decisions[0] }]);
    expect(withoutName).toContain('path,hash,given,decision,new_label,as\n');
    expect(read(withoutName).entries.map(({ wanted }) => wanted)).toEqual([decisions[0]]);
  });

  it('takes columns in any order, without hashes, and names those it does not use', () => {
    const { entries, notes } = read('\ufeffscore,decision,new_label,path\n0.5,relabel,,a.jpg\n');
    expect(entries).toEqual([{ line: 2, path: 'a.jpg', wanted: { kind: 'relabel', to: '' } }]);
    expect(notes).toEqual(['Columns that were not used: score.']);
  });

  it.each([
    ['path,decision,new_label\na,destroy,\n', /x\.csv, line 2: "destroy" is no decision\. Write keep/],
    ['path,decision,new_label\na,delete,dog\n', /line 2: delete has a new label\. Leave new_label empty/],
    ['path,decision,new_label\na,relabel,../dog\n', /line 2: the label is not a class name\. A label becomes a folder/],
    ['path,decision,new_label\na,relabel,/dog\n', /line 2: the label is not a class name/],
    ['path,decision,new_label\na,relabel,\\\\host\\dog\n', /line 2: the label has characters/],
    [`path,hash,decision,new_label\na,${hash.toUpperCase()},keep,\n`, /line 2: the hash is no SHA-256/],
    ['path,decision,new_label\n,keep,\n', /line 2: the path is empty/],
    ['path,decision,new_label\na,keep\n', /line 2: there are 2 fields, not 3/],
    ['path,decision,new_label,as\na,delete,,ugly\n', /line 2: "ugly" is no reason why an image goes\. Write copy/],
    ['path,decision,new_label,as\na,keep,,copy\n', /line 2: keep says why the image goes\. Leave as empty/],
    ['path,path,decision,new_label\n', /line 1: the column path stands twice/],
    ['path,decision\n', /line 1: there is no column new_label\. The first line must name/],
    ['path;decision;new_label\n', /line 1: .*separated by semicolons/],
    ['what,ever\n', /line 1: these are not the columns/],
    ['', /is empty/],
  ])('%j is refused with line and remedy', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('fastai’s cleaned.csv', () => {
  it('gives back what was written, also with the index that pandas puts before it', () => {
    const rows = hostileNames(true).map((name) => ({ name: `x/${name}`, label: 'a "b"' }));
    expect(read(formatCleanedTable(rows)).entries.map(({ path, wanted }) => ({ path, wanted }))).toEqual(
      rows.map(({ name, label }) => ({ path: name, wanted: { kind: 'label', label } })),
    );
    expect(read(',name,label\n0,a.jpg,dog\n')).toMatchObject({ format: 'cleaned', notes: [], entries: [{ line: 2 }] });
  });
});

describe('a plan in JSON', () => {
  it('is read as the command line reads it', () => {
    const text =
      '{"decisions":[{"path":"a.jpg","decision":"relabel","to":"dog"},{"path":"b","decision":"delete","as":"copy"}]}';
    expect(read(text)).toMatchObject({
      format: 'plan',
      entries: [
        { path: 'a.jpg', wanted: { kind: 'relabel', to: 'dog' } },
        { path: 'b', wanted: { kind: 'delete', as: 'copy' } },
      ],
    });
  });

  it.each([
    ['{"decisions":[{"path":"a","decision":"rm -rf"}]}', /not valid at decisions\.0\.decision/],
    ['{"decisions":[{"path":"a","decision":"relabel","to":"../x"}]}', /not valid at decisions\.0\.to/],
    ['{', /cannot be read/],
    ['[]', /not valid at its top/],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe('bytes that are no text', () => {
  it.each([
    [[0xff, 0xfe, 0x70, 0, 0x61, 0], /UTF-16\. Save it as CSV in UTF-8/],
    [[0x70, 0x61, 0xe9, 0x2c], /is not UTF-8\. Save it/],
  ])('%j are refused', (bytes, message) => {
    expect(() => parseImport(Uint8Array.from(bytes), 'x.csv')).toThrow(message);
  });
});
