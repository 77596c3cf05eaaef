import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeOnnx, type OnnxNode } from '../../../src/engine/model/cnn/onnxGraph';
import { readLinearReadout, type LinearReadout } from '../../../src/engine/tags/linearReadout';
import { withFolder } from '../../support/workspace';

/** Two classes over three numbers: weights [2, 3], and the same as [3, 2]. */
const rows = Float32Array.of(1, 2, 3, 4, 5, 6);
const columns = Float32Array.of(1, 4, 2, 5, 3, 6);

function read(nodes: OnnxNode[], weights = { shape: [2, 3], values: rows }): Promise<LinearReadout | undefined> {
  return withFolder(async (folder) => {
    const path = join(folder, 'model.onnx');
    const onnx = encodeOnnx({
      name: 'test',
      nodes: [{ op: 'Identity', inputs: ['in'], output: 'embedding' }, ...nodes],
      weights: [
        { name: 'w', ...weights },
        { name: 'b', shape: [2], values: Float32Array.of(10, 20) },
      ],
      inputs: [{ name: 'in', shape: ['n', 3] }],
      outputs: [
        { name: 'embedding', shape: ['n', 3] },
        { name: 'logits', shape: ['n', 2] },
      ],
      metadata: {},
    });
    await writeFile(path, onnx);
    return readLinearReadout(path, 'embedding', 'logits', 3);
  });
}

const found = (readout: LinearReadout | undefined) => readout && [[...readout.weights], [...readout.bias]];

describe('readLinearReadout', () => {
  it('reads a Gemm either way round, with its factors', async () => {
    const gemm = (attributes: OnnxNode['attributes']): OnnxNode[] => [
      { op: 'Gemm', inputs: ['embedding', 'w', 'b'], output: 'logits', attributes },
    ];
    expect(found(await read(gemm({ transB: 1 })))).toEqual([
      [1, 2, 3, 4, 5, 6],
      [10, 20],
    ]);
    expect(found(await read(gemm({}), { shape: [3, 2], values: columns }))).toEqual([
      [1, 2, 3, 4, 5, 6],
      [10, 20],
    ]);
    expect(found(await read(gemm({ transB: 1, alpha: { float: 2 }, beta: { float: 0.5 } })))).toEqual([
      [2, 4, 6, 8, 10, 12],
      [5, 10],
    ]);
  });

  it('reads a MatMul with an Add, behind a Flatten', async () => {
    const nodes = [
      { op: 'Flatten', inputs: ['embedding'], output: 'flat', attributes: { axis: 1 } },
      { op: 'MatMul', inputs: ['flat', 'w'], output: 'product' },
      { op: 'Add', inputs: ['b', 'product'], output: 'logits' },
    ];
    expect(found(await read(nodes, { shape: [3, 2], values: columns }))).toEqual([
      [1, 2, 3, 4, 5, 6],
      [10, 20],
    ]);
  });

  it('does not take what is not linear, of another width, or not there', async () => {
    const last = { op: 'Gemm', inputs: ['bent', 'w', 'b'], output: 'logits', attributes: { transB: 1 } };
    expect(await read([{ op: 'Tanh', inputs: ['embedding'], output: 'bent' }, last])).toBeUndefined();
    expect(
      await read([{ ...last, inputs: ['embedding', 'w', 'b'] }], { shape: [3, 2], values: columns }),
    ).toBeUndefined();
    expect(await read([{ ...last, inputs: ['embedding', 'other', 'b'] }])).toBeUndefined();
    expect(await read([])).toBeUndefined();
  });

  it('reads the bundled model', async () => {
    const path = resolve(import.meta.dirname, '../../../media/backbone/backbone.onnx');
    const readout = await readLinearReadout(path, 'embedding', 'logits', 384);
    expect(readout?.weights).toHaveLength(200 * 384);
    expect(readout?.bias).toHaveLength(200);
    expect(readout?.weights.every(Number.isFinite)).toBe(true);
  });
});
