import type { TemplateResult } from 'lit';
import { describe, expect, it } from 'vitest';
import { defaultSplitOptions } from '../../../src/core/collage/splitDefaults';
import type { FoundSheets } from '../../../src/protocol/collages';
import { SheetsCollection } from '../../../webview/collections/sheetsCollection';
import { ClassNames } from '../../../webview/state/classNames';
import { Decisions } from '../../../webview/state/decisions';
import type { Page } from '../../../webview/state/page';
import { RowTable } from '../../../webview/state/rowTable';

const isTemplate = (value: unknown): value is TemplateResult =>
  typeof value === 'object' && value !== null && 'strings' in value && 'values' in value;

/** The text of a template as it is on the screen, tags left out. */
function textOf(value: unknown): string {
  if (!isTemplate(value)) return typeof value === 'string' ? value : '';
  const parts = value.strings.flatMap((string, i) => [string, textOf(value.values[i])]);
  return parts
    .join('')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

/** Four sure sheets of ten parts in rows 1 to 4; what is decided in the engine is a set of rows. */
function opened({ cancelled = false } = {}) {
  const decided = new Set<number>();
  const split = new Set<number>();
  const table = new RowTable(new ClassNames());
  const said: string[] = [];
  const found: FoundSheets = {
    rows: Uint32Array.of(1, 2, 3, 4),
    parts: Uint32Array.of(10, 10, 10, 10),
    doubt: new Float32Array(4),
    isCollage: new Uint8Array(4).fill(1),
    ...{ failed: [], splitBefore: 0, cancelled },
  };
  const answers: Record<string, () => unknown> = {
    sheet: () => ({ options: { ...defaultSplitOptions, sheet: 'trash' } }),
    findSheets: () => found,
    splitBefore: () => ({ rows: Uint32Array.from(split) }),
    decideSheets: () => [1, 2, 3, 4].forEach((row) => decided.add(row)),
  };
  const ensure = (rows: readonly number[]) => {
    const wanted = Uint32Array.from(rows);
    const n = rows.length;
    table.store(
      {
        rows: wanted,
        paths: rows.map((row) => `${row}.png`),
        ...{
          given: new Int32Array(n).fill(-1),
          predicted: new Int32Array(n).fill(-1),
          target: new Int32Array(n).fill(-1),
        },
        ...{ confidence: new Float32Array(n), margin: new Float32Array(n), flags: new Uint8Array(n) },
        decision: Uint8Array.from(rows, (row) => (decided.has(row) ? 8 : 0)),
        parts: new Uint32Array(n),
      },
      () => false,
    );
    return Promise.resolve();
  };
  let sheets: SheetsCollection | undefined;
  const page = {
    host: { request: (name: string) => Promise.resolve(answers[name]()) },
    images: { table, rows: { ensure } },
    collage: { close: () => undefined, remembered: Promise.resolve() },
    shown: {
      async open(collection: SheetsCollection) {
        sheets = collection;
        Object.assign(page.shown, { collection });
        await collection.load();
      },
    },
    say: (_severity: string, text: string) => said.push(text),
    mayChange: true,
  } as unknown as Page;
  Object.assign(page, { decisions: new Decisions(page) });
  const open = () => SheetsCollection.open(page, Uint32Array.of(1, 2, 3, 4, 5, 6));
  const strip = () => textOf(sheets!.strip(page));
  const press = async () => {
    const template = sheets!.strip(page);
    const click = template.values.filter((value) => typeof value === 'function').at(-1) as () => void;
    click();
    await new Promise((done) => setTimeout(done));
  };
  const follow = () => sheets!.load();
  return { decided, split, table, said, open, strip, press, follow };
}

describe('the button for many sheets', () => {
  it('is about those that are not decided, also where they were never in sight', async () => {
    const { decided, open, strip } = opened();
    decided.add(3);
    await open();
    expect(strip()).toContain('Split 3 into 30');
  });

  it('follows what is decided and undone out of sight', async () => {
    const { decided, table, open, strip } = opened();
    await open();
    decided.add(1).add(2);
    table.outdate(Uint32Array.of(1, 2));
    strip();
    await Promise.resolve();
    expect(strip()).toContain('Split 2 into 20');
    decided.clear();
    table.outdate('all');
    strip();
    await Promise.resolve();
    expect(strip()).toContain('Split 4 into 40');
  });

  it('leaves out what was split and applied since, until that is undone', async () => {
    const { split, open, strip, follow } = opened();
    await open();
    split.add(2);
    await follow();
    expect(strip()).toContain('Split 3 into 30');
    split.clear();
    await follow();
    expect(strip()).toContain('Split 4 into 40');
  });

  it('says what becomes of crops and sheets, which was chosen on another sheet', async () => {
    const { said, open, press } = opened();
    await open();
    await press();
    expect(said.at(-1)).toBe('4 sheets decided. Their crops go beside the sheet; each sheet goes to the trash.');
  });

  it('tells how many were looked at until it was cancelled', async () => {
    const { said, open } = opened({ cancelled: true });
    await open();
    expect(said).toEqual(['Cancelled; what was looked at is shown: 4 of 6 images.']);
  });
});
