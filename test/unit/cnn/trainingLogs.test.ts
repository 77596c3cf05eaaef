import { describe, expect, it } from 'vitest';
import { curvesSvg, isOverfitting } from '../../../src/core/training/curvesSvg';
import { parseCsv } from '../../../src/core/training/parseCsv';
import { readTrainingLog } from '../../../src/core/training/readTrainingLog';
import { bestEpoch, gapAt } from '../../../src/core/training/trainingHistory';

describe('logs of other trainers', () => {
  it('Keras: columns in any order, missing cells', () => {
    const text = 'val_loss,epoch,accuracy,loss,val_accuracy\n0.9,0,0.5,1.0,0.4\n,1,0.7,0.5,NaN\n0.8,2,0.8,0.25,0.6\n';
    expect(readTrainingLog(text)).toEqual({
      format: 'keras',
      history: {
        loss: [1, 0.5, 0.25],
        accuracy: [0.5, 0.7, 0.8],
        valLoss: [0.9, NaN, 0.8],
        valAccuracy: [0.4, NaN, 0.6],
      },
    });
  });

  it('fastai: accuracy is that of validation, or one minus the error rate', () => {
    const text = 'epoch,train_loss,valid_loss,error_rate,time\r\n0,1.2,0.9,0.25,00:05\r\n1,0.7,0.6,0.125,00:05\r\n';
    expect(readTrainingLog(text)).toEqual({
      format: 'fastai',
      history: { loss: [1.2, 0.7], accuracy: [NaN, NaN], valLoss: [0.9, 0.6], valAccuracy: [0.75, 0.875] },
    });
    const named = readTrainingLog('epoch,train_loss,valid_loss,accuracy,time\n0,1,2,0.5,00:01\n');
    expect(named?.history.valAccuracy).toEqual([0.5]);
  });

  it('Lightning: training and validation stand in lines of their own', () => {
    const text = [
      'epoch,step,train_acc,train_loss_step,train_loss_epoch,val_acc,val_loss',
      '0,49,,1.10,,,',
      '0,99,,,,0.41,1.0',
      '0,99,0.35,,1.2,,',
      '1,149,,0.80,,,',
      '1,199,,,,0.52,0.8',
      '1,199,0.55,,0.9,,',
    ].join('\n');
    expect(readTrainingLog(text)).toEqual({
      format: 'lightning',
      history: { loss: [1.2, 0.9], accuracy: [0.35, 0.55], valLoss: [1, 0.8], valAccuracy: [0.41, 0.52] },
    });
  });

  it('anything else is none', () => {
    for (const text of ['', 'a,b\n1,2', '\0\0\0', 'epoch\n1']) expect(readTrainingLog(text)).toBeUndefined();
  });

  it('cells may be quoted', () => {
    expect(parseCsv('\uFEFFa,"b ""c"", d"\r\n\r\n"e\nf",\n')).toEqual([
      ['a', 'b "c", d'],
      ['e\nf', ''],
    ]);
  });
});

const overfitted = {
  loss: [1, 0.6, 0.3, 0.1],
  accuracy: [0.4, 0.7, 0.9, 0.99],
  valLoss: [1, 0.7, 0.8, 1.2],
  valAccuracy: [0.4, 0.65, 0.66, 0.66],
};

describe('history', () => {
  it('the best epoch has the lowest validation loss', () => {
    expect(bestEpoch(overfitted)).toBe(1);
    expect(bestEpoch({ ...overfitted, valLoss: [NaN, NaN, NaN, NaN] })).toBe(2);
    expect(bestEpoch({ loss: [1], accuracy: [], valLoss: [], valAccuracy: [] })).toBeUndefined();
    expect(gapAt(overfitted, 3).loss).toBeCloseTo(1.1);
    expect(gapAt(overfitted, 3).accuracy).toBeCloseTo(0.33);
    expect(isOverfitting(overfitted)).toBe(true);
    expect(isOverfitting({ ...overfitted, valLoss: [1, 0.7, 0.6, 0.5] })).toBe(false);
  });
});

describe('curves', () => {
  it('four curves, the best epoch and the gap in words', () => {
    const svg = curvesSvg([{ name: 'run <1> & "co"', history: overfitted }]);
    for (const colour of ['#1f77b4', '#d6590c'])
      expect(svg.match(new RegExp(`fill="none" stroke="${colour}"`, 'g'))).toHaveLength(2);
    expect(svg).toContain('>gap 1.10<');
    expect(svg).toContain('best epoch 2');
    expect(svg).toContain('overfitting');
    expect(svg).toContain('run &lt;1&gt; &amp; &quot;co&quot;');
    expect(svg).not.toContain('NaN');
  });

  it('missing values break the line', () => {
    const svg = curvesSvg([{ name: 'a', history: { ...overfitted, valLoss: [1, NaN, 0.8, 1.2] } }]);
    expect(svg).not.toContain('NaN');
    expect(svg).toMatch(/d="M[\d. ]+M[\d. ]+L[\d. ]+" fill="none" stroke="#1f77b4" stroke-width="2"\/>/);
  });

  it('several runs lie over each other; none at all is an empty plot', () => {
    const runs = [1, 2, 3].map((i) => ({ name: `run ${i}`, history: overfitted }));
    expect(new Set(curvesSvg(runs).match(/fill="none" stroke="#[0-9a-f]{6}"/g)).size).toBe(3);
    expect(curvesSvg([])).toMatch(/^<svg .*<\/svg>$/s);
  });
});
