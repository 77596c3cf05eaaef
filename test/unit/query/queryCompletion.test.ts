import { describe, expect, it } from 'vitest';
import { completeQuery } from '../../../src/core/query/queryCompletion';

const names = {
  classes: ['dog', 'hot dog', 'cat', 'say "hi"'],
  subsets: ['train', 'valid'],
  sources: ['red cat', 'example.org'],
};

/** The line as it would stand after taking the first proposal at `|`. */
function taken(marked: string): string | undefined {
  const caret = marked.indexOf('|');
  const line = marked.replace('|', '');
  const [first] = completeQuery(line, caret, names);
  return first && line.slice(0, first.from) + first.text + line.slice(first.to);
}

function proposals(marked: string): string[] {
  return completeQuery(marked.replace('|', ''), marked.indexOf('|'), names).map(({ text }) => text);
}

describe('query completion', () => {
  it('offers every field once on an empty line', () => {
    expect(proposals('|')).toContain('class:');
    expect(proposals('|')).not.toContain('split:');
    expect(proposals('|').every((text) => text.endsWith(':'))).toBe(true);
  });

  it('completes a field, then its values, those that begin with the text first', () => {
    expect(taken('cl|')).toBe('class:');
    expect(taken('fo|')).toBe('folder:');
    expect(proposals('class:|')).toEqual(['class:dog', 'class:"hot dog"', 'class:cat', 'class:"say \\"hi\\""']);
    expect(proposals('class:dog|')).toEqual(['class:"hot dog"']);
    expect(taken('is:susp|')).toBe('is:suspicious');
    expect(taken('split:|')).toBe('split:train');
    expect(proposals('margin:|')).toContain('margin:<0.1');
    expect(taken('decision:rel|')).toBe('decision:relabel');
  });

  it('finds a class or a state by its bare name', () => {
    expect(taken('hot|')).toBe('class:"hot dog"');
    expect(taken('blur|')).toBe('is:blurry');
  });

  it('touches only the word at the caret and keeps a minus', () => {
    expect(taken('class:cat -is:kep| name:a')).toBe('class:cat -is:kept name:a');
    expect(taken('class:cat | name:a')).toMatch(/^class:cat \w+: name:a$/);
    expect(taken('-sub|')).toBe('-subset:');
  });

  it('goes on in a quoted value', () => {
    expect(taken('class:"hot d|')).toBe('class:"hot dog"');
  });

  it('offers nothing for free text, unknown fields and whole words', () => {
    expect(proposals('name:abc|')).toEqual([]);
    expect(proposals('nonsense:x|')).toEqual([]);
    expect(proposals('constructor:|')).toEqual([]);
    expect(proposals('is:kept|')).toEqual([]);
  });

  it('offers where images came from', () => {
    expect(taken('source:re|')).toBe('source:"red cat"');
    expect(proposals('source:|')).toEqual(['source:"red cat"', 'source:example.org']);
  });

  it('stays small with ten thousand classes', () => {
    const classes = Array.from({ length: 10_000 }, (_, i) => `class ${i}`);
    expect(completeQuery('class:', 6, { classes, subsets: [], sources: [] })).toHaveLength(50);
  });
});
