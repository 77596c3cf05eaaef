import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';

/** Waits until this element, and nothing inside it, has the keys. */
export async function hasFocus(locator: Locator): Promise<void> {
  await eventually(`the focus on ${String(locator)}`, () => locator.evaluate((one) => one === document.activeElement));
}
