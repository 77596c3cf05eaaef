import { expect, it } from 'vitest';
import {
  duplicateTypes,
  findingKinds,
  loaderTypes,
  qualityTypes,
  type Finding,
} from '../../../src/core/findings/finding';
import { findingKindInWords } from '../../../src/engine/session/findings/findingKindInWords';
import { findingName } from '../../../webview/collections/findingNames';

const types = { duplicate: duplicateTypes, leakage: duplicateTypes, quality: qualityTypes, loader: loaderTypes };
const all = findingKinds.flatMap((kind): Pick<Finding, 'kind' | 'type'>[] => [
  { kind },
  ...(kind in types ? types[kind as keyof typeof types].map((type) => ({ kind, type })) : []),
]);

it('names each kind and type of finding differently, alike on the page and in the report', () => {
  const names = all.map(findingName);
  expect(new Set(names).size).toBe(all.length);
  expect(names).toContain('leakage: same bytes');
  expect(all.map(({ kind, type }) => findingKindInWords(kind, type))).toEqual(names);
});
