import { describe, expect, it } from 'vitest';
import { defaultSettings, draftChanges, draftOf, readDraft } from '../../../src/core/training/networkDraft';
import { cnnSettings } from '../../../src/protocol/training';

const draft = draftOf(defaultSettings);

describe('the form of a network', () => {
  it('gives back what it was filled with, as the schema takes it', () => {
    const two = { ...defaultSettings, featureMaps: [8, 12], dropout: [0.1, 0.2, 0.3] };
    for (const settings of [defaultSettings, two]) {
      expect(readDraft(draftOf(settings))).toEqual({ ok: true, settings });
      expect(cnnSettings.parse(settings)).toEqual(settings);
    }
  });

  it('two blocks have no third', () => {
    const two = { ...draft, blocks: 2 as const, numbers: { ...draft.numbers, maps3: 'rubbish', dropout3: '' } };
    expect(readDraft(two)).toMatchObject({ ok: true, settings: { featureMaps: [16, 32], dropout: [0, 0, 0.5] } });
    expect(readDraft({ ...two, blocks: 3 })).toEqual({ ok: false, wrong: new Set(['maps3', 'dropout3']) });
  });

  it.each([
    ['inputSize', '15'],
    ['inputSize', '64.5'],
    ['epochs', ''],
    ['epochs', '0'],
    ['dropoutHidden', '1'],
    ['zoom', '-0.1'],
    ['learningRate', '0'],
    ['learningRate', 'NaN'],
    ['seed', '1e99'],
    ['batch', '0x20g'],
  ] as const)('%s cannot be "%s"', (field, text) => {
    expect(readDraft({ ...draft, numbers: { ...draft.numbers, [field]: text } })).toEqual({
      ok: false,
      wrong: new Set([field]),
    });
  });

  it('a decimal comma and spaces are understood', () => {
    const typed = { ...draft, numbers: { ...draft.numbers, zoom: ' 0,25 ' } };
    expect(readDraft(typed)).toMatchObject({ ok: true, settings: { augmentation: { zoom: 0.25 } } });
  });

  it('names what was changed', () => {
    expect(draftChanges(draft, draft)).toEqual([]);
    const changed = { ...draft, flip: false, numbers: { ...draft.numbers, dropoutHidden: '0.3' } };
    expect(draftChanges(draft, changed)).toEqual([
      { field: 'dropoutHidden', before: '0.5', after: '0.3' },
      { field: 'flip', before: true, after: false },
    ]);
    expect(draftChanges(draft, { ...draft, blocks: 2 })).toEqual([{ field: 'blocks', before: '3', after: '2' }]);
  });
});
