import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DismissalBook, makeDismissal } from '../../../src/core/decisions/dismissal';
import { readBaseline, writeBaseline } from '../../../src/engine/check/baseline';
import { configSchema, defaultLimits, readCheckConfig } from '../../../src/engine/check/checkConfig';
import { formatReport, type CheckReport } from '../../../src/engine/check/reports';
import { runChecks, type CheckInput } from '../../../src/engine/check/runChecks';
import { withFolder } from '../../support/workspace';

type Found = CheckInput['findings'][number];

function found(kind: Found['kind'], images: string[], more: Partial<Found> = {}): Found {
  const identity = makeDismissal({ kind, type: more.type }, images);
  return { kind, images, score: 1, explanation: 'because', identity, ...more };
}

function input(
  limits: CheckInput['settings']['limits'],
  findings: Found[],
  more: Partial<CheckInput> = {},
): CheckInput {
  return { settings: { limits }, images: 50, classes: [], findings, baseline: new DismissalBook(), ...more };
}

describe('runChecks', () => {
  it('counts kinds and types against numbers and shares', () => {
    const findings = [
      found('duplicate', ['a', 'b'], { type: 'bytes' }),
      found('duplicate', ['c', 'd'], { type: 'near' }),
      found('label', ['e']),
      found('label', ['f']),
    ];
    const checks = runChecks(input({ duplicate: 1, 'duplicate/bytes': 1, label: '4%' }, findings));
    expect(checks.map(({ check, found: count, limit, ok }) => [check, count, limit, ok])).toEqual([
      ['duplicate', 2, 1, false],
      ['duplicate/bytes', 1, 1, true],
      ['label', 2, 2, true],
    ]);
  });

  it('does not count what a person dismissed or kept, or what is in the baseline; what is pending still counts', () => {
    const findings = [
      found('label', ['a'], { state: 'dismissed' }),
      found('label', ['b'], { state: 'kept' }),
      found('label', ['c'], { state: 'pending' }),
      found('label', ['d']),
    ];
    const baseline = new DismissalBook();
    baseline.apply([{ dismissal: findings[3].identity, before: false, after: true }]);
    expect(runChecks(input({ label: 0 }, findings, { baseline }))).toMatchObject([
      { found: 1, known: 3, findings: [{ images: ['c'] }] },
    ]);
  });

  it('demands images of every class, over all subsets', () => {
    const classes = [
      { name: 'cat', subset: 'train', images: 6 },
      { name: 'cat', subset: 'test', images: 4 },
      { name: 'dog', images: 9 },
    ];
    const settings = { limits: {}, minImagesPerClass: 10 };
    expect(runChecks({ ...input({}, []), settings, classes })).toMatchObject([
      { check: 'minImagesPerClass', ok: false, findings: [{ images: ['dog'] }] },
    ]);
  });
});

describe('the settings', () => {
  const read = (text: string): Promise<unknown> =>
    withFolder(async (folder) => {
      await writeFile(join(folder, 'winnow.config.json'), text);
      return readCheckConfig(folder, undefined);
    });

  it('are the defaults without a file; a file that names limits names all of them', async () => {
    await withFolder(async (folder) => {
      expect(await readCheckConfig(folder, undefined)).toEqual({ limits: defaultLimits });
      await mkdir(join(folder, 'ci'));
      await writeFile(join(folder, 'ci', 'c.json'), '{"check": {"limits": {"label": 3}, "baseline": "known.json"}}');
      expect(await readCheckConfig(folder, join(folder, 'ci', 'c.json'))).toEqual({
        limits: { label: 3 },
        baseline: join(folder, 'ci', 'known.json'),
      });
      await expect(readCheckConfig(folder, join(folder, 'none.json'))).rejects.toThrow(/none\.json cannot be read/);
    });
    expect(await read('\ufeff{}')).toEqual({ limits: defaultLimits });
  });

  it.each([
    ['{', /is not JSON/],
    ['[]', /winnow\.config\.json: it takes an object \{…\}, not \[\]\./],
    [
      '{"check": {"limits": {"lable": 1}}}',
      /check\.limits: there is no "lable"\. Did you mean label\? There are: label, leakage, .*loader\/mode\.$/,
    ],
    [
      '{"check": {"limits": {"label": -1}}}',
      /check\.limits\.label takes a whole number such as 10, or .*"2%".*, not -1\.$/,
    ],
    [
      '{"check": {"limits": {"label": "many"}}}',
      /check\.limits\.label takes a whole number such as 10, .*, not "many"\.$/,
    ],
    ['{"check": {"limits": {"label": "101%"}}}', /check\.limits\.label takes .*at most "100%".*, not "101%"\.$/],
    ['{"check": {"minImagesPerClass": 0}}', /check\.minImagesPerClass takes at least 1, not 0\.$/],
    ['{"chekc": {}}', /: there is no "chekc"\. Did you mean check\? There are: check\.$/],
  ])('%s is refused in one clear line', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.not.toThrow(/regex|pattern|\n/i);
  });

  it('have the JSON schema that is shipped', () => {
    const shipped = resolve(import.meta.dirname, '../../../media/winnow.config.schema.json');
    expect(
      JSON.parse(readFileSync(shipped, 'utf8')),
      'Write configSchema() of src/engine/check/checkConfig.ts into it.',
    ).toEqual(JSON.parse(JSON.stringify(configSchema())));
  });
});

describe('the baseline', () => {
  it('goes by content: a group that shrinks stays known, one that grows is new', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'known.json');
      await writeBaseline(file, [found('duplicate', ['a', 'b', 'c'], { type: 'near' }).identity]);
      const book = await readBaseline(file);
      const covers = (...hashes: string[]): boolean =>
        book.covers(makeDismissal({ kind: 'duplicate', type: 'near' }, hashes));
      expect(covers('a', 'c')).toBe(true);
      expect(covers('a', 'b', 'c')).toBe(true);
      expect(covers('a', 'b', 'c', 'd')).toBe(false);
    }));

  it('a file that is none is refused with the remedy', () =>
    withFolder(async (folder) => {
      const file = join(folder, 'known.json');
      await expect(readBaseline(file)).rejects.toThrow(/--update-baseline/);
      await writeFile(file, '{"findings": 3}');
      await expect(readBaseline(file)).rejects.toThrow(/is no baseline/);
    }));
});

describe('reports', () => {
  const report: CheckReport = {
    ok: false,
    dataset: 'pets & <b>',
    images: 50,
    notes: ['No image has a label, so <none> was judged.'],
    checks: [
      ...runChecks(input({ label: 0 }, [found('label', ['cat/a"<\u0007>|b.jpg'], { explanation: 'x `y`' })])),
      ...runChecks(input({ leakage: 0 }, [])),
    ],
  };

  it('text names what fails and why', () => {
    const text = formatReport(report, 'text');
    expect(text).toMatch(/FAIL {2}label +1 found, 0 allowed/);
    expect(text).toMatch(/ok {4}leakage/);
    expect(text).not.toContain('\u0007');
  });

  const withShare = (count: number, images: number, limit: string): CheckReport => {
    const findings = Array.from({ length: count }, (_, i) => found('label', [`${i}.jpg`]));
    return { ...report, checks: runChecks(input({ label: limit }, findings, { images })) };
  };

  it.each([
    [12, 400, '2%', /FAIL {2}label {2}12 of 400 \(3 %\), limit 2 %$/m],
    [4, 400, '2%', /ok {4}label {2}4 of 400 \(1 %\), limit 2 %$/m],
    // What is over its limit does not look like it.
    [8, 399, '2%', /FAIL {2}label {2}8 of 399 \(2\.01 %\), limit 2 %$/m],
    [3, 400, '0.5%', /FAIL {2}label {2}3 of 400 \(1 %\), limit 0\.5 %$/m],
  ])('text has %i of %i images in the unit of the limit %s', (count, images, limit, line) => {
    expect(formatReport(withShare(count, images, limit), 'text')).toMatch(line);
  });

  it('Markdown and JUnit have both in the unit of the limit, too', () => {
    const over = withShare(12, 400, '2%');
    expect(formatReport(over, 'markdown')).toContain('| ❌ | label | 12 (3 %) | 2 % | 0 |');
    expect(formatReport(over, 'junit')).toContain('message="12 of 400 (3 %), limit 2 %"');
  });

  it('every format has the notes', () => {
    expect(formatReport(report, 'text')).toContain('note  No image has a label');
    expect(formatReport(report, 'markdown')).toContain('No image has a label, so \\<none\\> was judged.');
    expect(formatReport(report, 'junit')).toContain(
      '<system-out>No image has a label, so &lt;none&gt; was judged.</system-out>',
    );
    expect(JSON.parse(formatReport(report, 'json'))).toMatchObject({ notes: report.notes });
  });

  it('JUnit is XML whatever the names are', () => {
    const xml = formatReport(report, 'junit');
    expect(xml).toContain('<testsuites tests="2" failures="1" errors="0">');
    expect(xml).toContain('cat/a&quot;&lt;\\u{7}&gt;|b.jpg');
    expect(xml).toContain('classname="winnow.pets &amp; &lt;b&gt;"');
  });

  it('Markdown takes no markup from names', () => {
    const markdown = formatReport(report, 'markdown');
    expect(markdown).toContain('| ❌ | label | 1 | 0 | 0 |');
    expect(markdown).toContain('\\<b\\>');
    expect(markdown).toContain('x \\`y\\`');
  });

  it('JSON lists every finding', () => {
    expect(JSON.parse(formatReport(report, 'json'))).toMatchObject({
      ok: false,
      failures: [{ check: 'label', findings: [{ explanation: 'x `y`' }] }],
    });
  });
});
