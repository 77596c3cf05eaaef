import { existsSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, readPage } from '../../support/markdown';

const root = resolve(import.meta.dirname, '../../..');

/** Without blocks and spans of code, in which brackets are no links. */
function prose(text: string): string {
  return text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

function linksOf(page: string): string[] {
  return [...prose(readPage(page)).matchAll(/!?\[(?:[^\]]|\n)*?\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1])
    .filter((link) => !/^[a-z]+:/i.test(link));
}

/** The anchors of a page's headings, as GitHub and VS Code make them. */
function anchorsOf(page: string): Set<string> {
  const headings = readPage(page)
    .replace(/```[\s\S]*?```/g, '')
    .matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

/** What is wrong with a link, or undefined. */
function fault(page: string, link: string): string | undefined {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : posix.join(dirname(page), decodeURIComponent(path));
  if (target.startsWith('..')) return 'leads out of the project';
  if (!existsSync(join(root, target))) return 'does not exist';
  if (!anchor) return undefined;
  if (statSync(join(root, target)).isDirectory() || !target.endsWith('.md')) return 'has no anchors';
  return anchorsOf(target).has(anchor) ? undefined : 'has no such heading';
}

describe('links', () => {
  it('finds the pages', () => {
    expect(pages()).toEqual(expect.arrayContaining(['README.md', 'docs/decisions.md', 'training/README.md']));
    expect(fault('README.md', 'docs/decisions.md#the-page')).toBeUndefined();
    expect(fault('README.md', 'docs/decisions.md#nowhere')).toBeDefined();
    expect(fault('README.md', 'docs/none.md')).toBeDefined();
  });

  it.each(pages())('of %s lead somewhere', (page) => {
    const broken = linksOf(page).flatMap((link) => {
      const why = fault(page, link);
      return why ? [`${link} ${why}`] : [];
    });
    expect(broken).toEqual([]);
  });

  it.each(['cleaning', 'sorting', 'collages', 'copies', 'tags', 'training', 'notebook', 'check'])(
    'the guide to %s has a picture, and the README leads to it',
    (guide) => {
      const page = `docs/${guide}.md`;
      expect(linksOf(page).filter((link) => /^pictures\/.*\.(png|webp)$/.test(link))).not.toEqual([]);
      expect(linksOf('README.md').map((link) => link.split('#')[0])).toContain(page);
    },
  );

  it('every guide can be reached from the README or from a page that can', () => {
    const reached = new Set<string>();
    const visit = (page: string): void => {
      if (reached.has(page) || !existsSync(join(root, page))) return;
      reached.add(page);
      for (const link of linksOf(page)) {
        const path = link.split('#')[0];
        if (path.endsWith('.md')) visit(posix.join(dirname(page), path));
      }
    };
    visit('README.md');
    expect(pages().filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});
