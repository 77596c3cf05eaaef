import type { Locator, Page } from 'playwright-core';

/** The label of a tree row or a tab whose whole text this is: "cat" must not find "cat (2)". */
export function exactLabel(page: Page, text: string): Locator {
  return page.locator('.label-name').filter({ hasText: new RegExp(`^\\s*${escapeRegExp(text)}\\s*$`) });
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
