import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import type { Workbench } from './browser';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The frame of Winnow's page inside its webview. */
export async function pageFrame({ page }: Workbench): Promise<Frame> {
  for (const frame of page.frames()) {
    const isOurs = await frame.evaluate(() => document.querySelector('winnow-page') !== null).catch(() => false); // A frame that goes away while it is asked is not ours.
    if (isOurs) return frame;
  }
  throw new Error('No frame shows the page.');
}

/** What axe finds wrong with the page as it stands: one line for each rule, with the elements. */
export async function accessibilityProblems(workbench: Workbench): Promise<string[]> {
  const frame = await pageFrame(workbench);
  await frame.evaluate(source);
  const { violations } = await frame.evaluate(() => {
    const axe: { run(): Promise<AxeResults> } = Reflect.get(window, 'axe');
    return axe.run();
  });
  return violations.map(
    ({ id, help, nodes }) =>
      `${id} (${help}): ${nodes
        .slice(0, 5)
        .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`)
        .join(' | ')}`,
  );
}
