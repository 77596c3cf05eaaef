import { describe, expect, it } from 'vitest';
import { curvesSvg } from '../../../src/core/training/curvesSvg';
import { parseCsv } from '../../../src/core/training/parseCsv';
import { readTrainingLog, whyNoTrainingLog } from '../../../src/core/training/readTrainingLog';
import { bestEpoch, gapAt } from '../../../src/core/training/trainingHistory';
import { gapInWords, isOverfitting, overfittingFrom } from '../../../src/core/training/verdict';

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

  it('Lightning that logs steps only: the last step of an epoch counts', () => {
    const text = 'epoch,step,train_loss_step\n0,49,1.5\n0,99,1.25\n1,149,0.5\n';
    expect(readTrainingLog(text)).toMatchObject({ format: 'lightning', history: { loss: [1.25, 0.5] } });
  });

  it('a last line that is still being written does not count', () => {
    const text = 'epoch,loss,val_loss\n0,1,0.5\n1,0.7';
    expect(readTrainingLog(text)?.history.loss).toEqual([1]);
    expect(readTrainingLog(`${text},0.4`)?.history).toMatchObject({ loss: [1, 0.7], valLoss: [0.5, 0.4] });
    expect(readTrainingLog('epoch,loss,val_loss\n')?.history.loss).toEqual([]);
  });

  it('accuracies in percent are shares', () => {
    const { history } = readTrainingLog('epoch,accuracy,loss,val_accuracy\n0,50,1,25\n1,75,1,50\n')!;
    expect(history).toMatchObject({ accuracy: [0.5, 0.75], valAccuracy: [0.25, 0.5] });
  });

  it('anything else is none, and it is said why', () => {
    for (const [text, why] of [
      ['', /empty/],
      ['\n\n', /empty/],
      ['a,b\n1,2', /a, b.*Keras/s],
      ['\0\0\0', /no text/],
      ['epoch\n1', /epoch/],
      [`<html>${'x'.repeat(5000)}`, /Keras/],
    ] as const) {
      expect(readTrainingLog(text)).toBeUndefined();
      expect(whyNoTrainingLog(text)).toMatch(why);
      expect(whyNoTrainingLog(text).length).toBeLessThan(500);
    }
  });

  it('hostile tables end soon and harm nothing', () => {
    for (const text of [
      'epoch,loss\n1e308,1\n-5,2\nInfinity,3\n1,1e999\n',
      `loss\n${'"'.repeat(100_000)}`,
      `loss,${','.repeat(100_000)}\n1`,
      'constructor,__proto__,loss\n1,2,3\n',
    ]) {
      const log = readTrainingLog(text);
      if (log) expect(curvesSvg([{ name: 'x', history: log.history }])).not.toMatch(/NaN|Infinity|undefined/);
    }
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
    expect(overfittingFrom(overfitted)).toBe(2);
    expect(gapInWords(overfitted)).toMatch(/^best epoch 2, .*, overfitting from epoch 3$/);
    expect(isOverfitting({ ...overfitted, valLoss: [1, 0.7, 0.6, 0.5] })).toBe(false);
  });
});

describe('curves', () => {
  it('four curves, the best epoch and the gap in words', () => {
    const svg = curvesSvg([{ name: 'run <1> & "co"', history: overfitted }]);
    for (const colour of ['#1f77b4', '#c4550a'])
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
    expect(svg).toMatch(/d="M[\d. ]+h0M[\d. ]+L[\d. ]+" fill="none" stroke="#1f77b4" stroke-width="2" /);
  });

  it('a million epochs, one exploding loss and odd numbers are drawn all the same', () => {
    const long = Array.from({ length: 1_000_000 }, (_, i) => (i === 500_000 ? 1e300 : 1 / (1 + i)));
    const svg = curvesSvg([{ name: 'long', history: { loss: long, valLoss: long, accuracy: long, valAccuracy: [] } }]);
    expect(svg.length).toBeLessThan(300_000);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const odd of [[-1, -2, -3], [0, 0], [Infinity, 1], [1e-300], []])
      expect(
        curvesSvg([{ name: 'odd', history: { loss: odd, valLoss: odd, accuracy: odd, valAccuracy: odd } }]),
      ).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('curves can be left out, and so can the legend', () => {
    const svg = curvesSvg([{ name: 'a', history: overfitted }], { shown: ['valAccuracy'], withLegend: false });
    expect(svg.match(/fill="none" stroke="#c4550a"/g)).toHaveLength(1);
    expect(svg).not.toContain('stroke="#1f77b4"');
    expect(svg).not.toContain('>gap');
    expect(svg).not.toContain('validation loss');
  });

  it('several runs lie over each other; none at all is an empty plot', () => {
    const runs = [1, 2, 3].map((i) => ({ name: `run ${i}`, history: overfitted }));
    expect(new Set(curvesSvg(runs).match(/fill="none" stroke="#[0-9a-f]{6}"/g)).size).toBe(3);
    expect(curvesSvg([])).toMatch(/^<svg .*<\/svg>$/s);
  });
});
