import { expect, it } from 'vitest';
import { operations } from '../../../src/engine/operations';
import { engineRequests } from '../../../src/protocol/engineRequests';
import { datasetRequests } from '../../../src/protocol/requests';

const names = operations.map(({ name }) => name);

it('answers every request that the protocol names', () => {
  for (const name of [...Object.keys(datasetRequests), ...Object.keys(engineRequests)]) expect(names).toContain(name);
});

it('has one operation of each name', () => {
  expect(new Set(names).size).toBe(names.length);
});
