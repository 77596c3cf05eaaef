import { expect, it, vi } from 'vitest';
import type { Uri, Webview } from 'vscode';
import { pageHtml } from '../../src/host/editor/pageHtml';

vi.mock('vscode', () => ({
  env: { language: 'en' },
  l10n: { bundle: undefined, t: (text: string) => text },
  Uri: { joinPath: (...parts: string[]) => parts.join('/') },
}));

const webview: Partial<Webview> = {
  cspSource: 'https://webview.test',
  asWebviewUri: (uri: Uri) => uri,
};

function html(): string {
  return pageHtml(webview as Webview, 'https://webview.test/winnow' as never);
}

function policy(text: string): Map<string, string[]> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
  return new Map(
    content.split(';').map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

it('the page may load nothing but its own files, and run nothing but its one script', () => {
  const text = html();
  const directives = policy(text);
  expect(directives.get('default-src')).toEqual(["'none'"]);
  // Pictures are the page's own bytes, as blobs or as data: neither loads anything, nor runs as an image.
  expect(directives.get('img-src')).toEqual(['https://webview.test', 'blob:', 'data:']);
  directives.delete('img-src');
  expect([...directives.values()].flat().join(' ')).not.toMatch(/unsafe-|\*|data:|blob:|http:/);
  const [nonce, ...others] = directives.get('script-src') ?? [];
  expect(nonce).toMatch(/^'nonce-[A-Za-z0-9+/]{22}=='$/);
  expect(others).toEqual([]);
  expect(policy(html()).get('script-src')).not.toEqual([nonce]);
  // What such a policy would refuse is not there either.
  expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  expect(text.match(/<script/g)).toHaveLength(1);
});
