import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { readModel } from '../../../src/engine/model/modelCard';
import { operations } from '../../../src/engine/operations';
import type { modelRequests } from '../../../src/protocol/modelRequests';
import type { Params, Result } from '../../../src/protocol/request';
import { tinyCard, tinyOnnx } from '../../support/tinyModel';
import { call, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';

type Requests = typeof modelRequests;

function start(folder: string, model?: string): Engine {
  return startEngine({ cacheFolder: join(folder, 'cache'), modelFolder: join(folder, 'models'), model });
}

async function ask<N extends keyof Requests>(engine: Engine, name: N, params: Params<Requests[N]>) {
  const operation = operations.find((one) => one.name === name) ?? expect.fail(name);
  return (await operation.run(engine, params, call)) as Result<Requests[N]>;
}

it('a model file without a card is looked into, described, and its card written beside it, never over another', () =>
  withFolder(async (folder) => {
    const engine = start(folder);
    const path = join(folder, 'my model.onnx');
    await writeFile(path, tinyOnnx({ width: 12 }));
    const model = { path };
    expect(await ask(engine, 'inspectModel', { model })).toEqual({
      inputs: [{ name: 'image', type: 'float32', shape: [-1, 3, -1, -1] }],
      outputs: [{ name: 'features', type: 'float32', shape: [-1, 12] }],
    });
    const { input } = tinyCard(tinyOnnx({ width: 12 }), { size: 48 });
    expect(await ask(engine, 'probeModel', { model, input })).toEqual({ outputs: [{ name: 'features', numbers: 12 }] });
    const card = { name: 'Mine', input, embedding: { name: 'features', width: 13 } };
    await expect(ask(engine, 'keepModel', { model, card })).rejects.toThrow(/answers 12 numbers an image/);
    const right = { ...card, embedding: { name: 'features', width: 12 } };
    const kept = (await ask(engine, 'keepModel', { model, card: right })) ?? expect.fail('no card');
    expect(kept.card).toBe(join(folder, 'my model.json'));
    expect(await readModel(kept.card)).toMatchObject({ path, card: { name: 'Mine', input: { size: 48 } } });
    const written = await readFile(kept.card, 'utf8');
    await expect(ask(engine, 'keepModel', { model, card: right })).rejects.toThrow(/is there already/);
    expect(await readFile(kept.card, 'utf8')).toBe(written);
    // The setting takes the ONNX file itself.
    await ask(engine, 'configure', { model: path, backend: 'auto' });
    expect(await ask(engine, 'models', {})).toMatchObject({ current: { name: 'Mine' }, stored: [] });
  }));

it('what is no model is refused in words', () =>
  withFolder(async (folder) => {
    const engine = start(folder);
    const path = join(folder, 'x.onnx');
    await writeFile(path, 'GIF89a');
    await expect(ask(engine, 'inspectModel', { model: { path } })).rejects.toThrow(/cannot be used as a model: \S/);
    await mkdir(join(folder, 'dir.onnx'));
    await expect(ask(engine, 'inspectModel', { model: { path: join(folder, 'dir.onnx') } })).rejects.toThrow(
      /cannot be used as a model: \S/,
    );
    await expect(ask(engine, 'inspectModel', { model: { path: 'x.onnx' } })).rejects.toThrow(/not an absolute path/);
    const ticket = '6f1e7a5e-0000-4000-8000-000000000000';
    await expect(ask(engine, 'inspectModel', { model: { ticket } })).rejects.toThrow(/no longer there/);
    await expect(ask(engine, 'fetchModel', { address: 'http://localhost/x' })).rejects.toThrow(/only https is/);
  }));

it('the models on offer name size, address and licence, and say honestly which were tried; a bad setting hides none', () =>
  withFolder(async (folder) => {
    const report = await ask(start(folder, join(folder, 'none.json')), 'models', {});
    expect(report?.current).toBeUndefined();
    expect(report?.bundled.name).toBe('winnow-backbone-1');
    expect(report?.known.length).toBeGreaterThan(2);
    for (const { address, megabytes, licence, tried } of report?.known ?? []) {
      expect(new URL(address).protocol).toBe('https:');
      expect(megabytes).toBeGreaterThan(1);
      expect(licence).not.toBe('');
      expect(tried).toBe(false);
    }
  }));
