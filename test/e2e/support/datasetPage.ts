import type { FrameLocator, Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';
import type { Workbench } from './browser';
import { escapeRegExp } from './labels';

/** Winnow's page as a person with a screen reader finds their way in it: by roles and labels. */
export class DatasetPage {
  readonly frame: FrameLocator;

  constructor(
    readonly workbench: Workbench,
    index = 0,
  ) {
    this.frame = workbench.frame(index);
  }

  get grid(): Locator {
    return this.frame.getByRole('grid', { name: 'Images' });
  }

  get cells(): Locator {
    return this.grid.getByRole('gridcell');
  }

  /** Cells whose label begins with this file name. */
  cell(name: string): Locator {
    return this.frame.getByRole('gridcell', { name: new RegExp(`^${escapeRegExp(name)},`) });
  }

  get bar(): Locator {
    return this.frame.getByRole('contentinfo', { name: 'State' });
  }

  /** One line of the rail, by its name. */
  railItem(name: string): Locator {
    return this.frame.getByRole('button', { name: new RegExp(`^(\\d )?${escapeRegExp(name)} .*images$`) });
  }

  get query(): Locator {
    return this.frame.getByRole('combobox', { name: 'Query' });
  }

  /** Number of images that the query found. */
  async found(): Promise<number> {
    const text = await this.frame.getByTitle('Images found, of all images').textContent();
    return Number(/^\s*([\d,]+) of/.exec(text ?? '')?.[1].replaceAll(',', ''));
  }

  /** Types a query, and waits until so many images are found. */
  async ask(query: string, found: number, withinMs?: number): Promise<void> {
    // A query that stands already is not run again, and one that finds as many could not be told from the one before it.
    if ((await this.query.inputValue()) === query || (await this.found()) === found)
      await (found === 0
        ? this.run('', (now) => now > 0, withinMs)
        : this.run('path:"no such image"', (now) => now === 0, withinMs));
    await this.run(query, (now) => now === found, withinMs);
    if (found > 0) await this.cells.first().click();
  }

  private async run(query: string, isFound: (count: number) => boolean, withinMs?: number): Promise<void> {
    await this.query.fill(query);
    await this.query.press('Enter');
    await eventually(
      `the images of ${query}`,
      async () => {
        const now = await this.found();
        if (!isFound(now)) throw new Error(`${now} images`);
        return true;
      },
      withinMs,
    );
  }

  /** Waits until the grid shows images and the ranking stands. */
  async ready(withinMs = 90_000): Promise<void> {
    await this.cells.first().waitFor({ timeout: withinMs });
    await this.barSays(/Retrained/, withinMs);
  }

  /** Waits until the bar says this to whoever hears it. */
  async barSays(what: string | RegExp, withinMs = 20_000): Promise<void> {
    await eventually(
      `the bar says ${String(what)}`,
      async () => {
        const text = await this.bar.ariaSnapshot({ timeout: 2000 });
        if (typeof what === 'string' ? text.includes(what) : what.test(text)) return true;
        throw new Error(text);
      },
      withinMs,
    );
  }

  /** From now on hears all that the bar says; gives what waits until it has said this, however shortly. */
  async hearBar(): Promise<(what: RegExp, withinMs: number) => Promise<void>> {
    const heard = await this.bar.evaluateHandle((bar) => {
      const texts: string[] = [];
      const hear = (): void => void texts.push(bar.textContent.replace(/\s+/g, ' '));
      new MutationObserver(hear).observe(bar, { subtree: true, childList: true, characterData: true });
      return texts;
    });
    return async (what, withinMs) => {
      await eventually(
        `the bar has said ${String(what)}`,
        async () => {
          const texts = await heard.jsonValue();
          if (texts.some((text) => what.test(text))) return true;
          throw new Error(texts.slice(-5).join('\n'));
        },
        withinMs,
      );
    };
  }

  /** A person's click on the first image, which also gives the page the keys. */
  async begin(): Promise<void> {
    // Drops a selection or a message; a collection would be left with it.
    if (!(await this.frame.locator('.strip').isVisible())) await this.workbench.page.keyboard.press('Escape');
    await this.cells.first().click();
    await this.workbench.press('Control+Home');
  }

  /** What is said of the image that has the focus: "name, given a, suggested b 93 %, delete". */
  async focused(): Promise<string> {
    // In one go: while the grid lays itself out anew its cells show other images.
    return eventually('a focused image', () =>
      this.grid.evaluate((grid) => {
        const cell = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
        const parts = [...(cell?.querySelectorAll(':scope > :not([aria-hidden=true])') ?? [])];
        const text = parts
          .map((part) => part.textContent)
          .join(' ')
          .trim();
        return text !== '' && text !== 'Image, not loaded yet' && text;
      }),
    );
  }

  /** Waits until this is said of an image: at the end when it is a string. */
  async says(name: string, what: string | RegExp, withinMs = 20_000): Promise<void> {
    await eventually(
      `${name} says ${String(what)}`,
      async () => {
        const text = await spoken(this.cell(name).first());
        if (text && (typeof what === 'string' ? text.endsWith(`, ${what}`) : what.test(text))) return true;
        throw new Error(text || 'nothing');
      },
      withinMs,
    );
  }

  /** The digits pinned to classes, as the rail tells them. */
  async digits(): Promise<Map<string, string>> {
    const labels = await this.frame
      .getByRole('navigation', { name: 'Classes and Findings' })
      .getByRole('button')
      .allTextContents();
    const pairs = labels.flatMap((label): [string, string][] => {
      const found = /^(\d) (.*?) (?:\d+ suspicious, )?(?:\+[\d,]+ coming, )?[\d,]+ images$/.exec(
        label.replace(/\s+/g, ' ').trim(),
      );
      return found ? [[found[2], found[1]]] : [];
    });
    return new Map(pairs);
  }
}

/** What a screen reader says of a cell; false until it is loaded. */
async function spoken(cell: Locator): Promise<string | false> {
  const text = await cell.locator('> :not([aria-hidden=true])').evaluateAll((parts) =>
    parts
      .map((part) => part.textContent)
      .join(' ')
      .trim(),
  );
  return text !== '' && text !== 'Image, not loaded yet' && text;
}

export interface CellLabel {
  readonly name: string;
  readonly given: string;
  readonly suggested?: string;
}

/** Reads what a cell's label says of its image. */
export function readLabel(label: string): CellLabel {
  const found = /^(.*?), (?:given ([^,]*)|unsorted)(?:, suggested (.*?) \d+ %)?/.exec(label);
  if (!found) throw new Error(`Not an image's label: ${label}`);
  return { name: found[1], given: found[2] ?? '', suggested: found[3] };
}
