import { describe, expect, it } from 'vitest';
import { Fallback, nextBackend, oneLine } from '../../../src/engine/model/backends/fallback';
import { RuntimeMissingError } from '../../../src/engine/model/backends/openModel';
import { acceleratorsOf } from '../../../src/engine/model/backends/providers';
import { largestDifference } from '../../../src/engine/model/backends/trial';

describe('falling back', () => {
  it('repeats the work that failed in mid-run on the CPU, and stays there', async () => {
    const opened: string[] = [];
    const fallback = new Fallback('webgpu', (name) => (opened.push(name), Promise.resolve(name)), false);
    const work = (n: number) => (name: string) =>
      name === 'webgpu' && n > 1 ? Promise.reject(new Error('device lost')) : Promise.resolve(`${n} on ${name}`);
    expect(await fallback.run(work(1))).toBe('1 on webgpu');
    expect(await Promise.all([fallback.run(work(2)), fallback.run(work(3))])).toEqual(['2 on cpu', '3 on cpu']);
    expect(await fallback.run(work(4))).toBe('4 on cpu');
    expect(opened).toEqual(['webgpu', 'cpu']);
    expect(fallback.failures).toEqual([{ backend: 'webgpu', reason: 'device lost' }]);
  });

  it('goes to WebAssembly only where the native build does not load', () => {
    expect(nextBackend('cuda', new Error('no device'))).toBe('cpu');
    expect(nextBackend('cuda', new RuntimeMissingError('no build'))).toBe('wasm');
    expect(nextBackend('cpu', new RuntimeMissingError('no build'))).toBe('wasm');
    expect(nextBackend('cpu', new Error('a bad model'))).toBeUndefined();
    expect(nextBackend('wasm', new RuntimeMissingError('not there either'))).toBeUndefined();
  });

  it('a strict run fails where it fails', async () => {
    const fallback = new Fallback('webgpu', () => Promise.reject(new Error('no adapter')), true);
    await expect(fallback.run(() => Promise.resolve(1))).rejects.toThrow('no adapter');
    expect(fallback.backend).toBe('webgpu');
  });
});

it('says what ONNX Runtime says, without where in its source', () => {
  const long =
    '/onnxruntime_src/core/webgpu_context.cc:136 onnxruntime::Initialize(const Config&)::<lambda()> a == b was false. Failed to get a WebGPU adapter: No supported adapters\n';
  expect(oneLine(new Error(long))).toBe('Failed to get a WebGPU adapter: No supported adapters');
  const short = 'Load model from x.onnx failed:Protobuf parsing failed.';
  expect(oneLine(new Error(short))).toBe(short);
  expect(oneLine(new Error('\u001b[1;31mred\u001b[m and\n  two lines'))).toBe('red and two lines');
  expect(oneLine(new Error('x'.repeat(500)))).toHaveLength(200);
});

it('embeddings of two backends are compared by angle; what is no number never agrees', () => {
  const a = Float32Array.of(1, 0, 0, 1);
  expect(largestDifference(a, Float32Array.of(2, 0, 0, 3), 2)).toBeCloseTo(0);
  expect(largestDifference(a, Float32Array.of(1, 0, 1, 0), 2)).toBeCloseTo(1);
  expect(largestDifference(a, Float32Array.of(1, 0, NaN, 1), 2)).toBe(Infinity);
  expect(largestDifference(a, Float32Array.of(1, 0, 0, 0), 2)).toBe(Infinity);
  expect(largestDifference(new Float32Array(4), new Float32Array(4), 2)).toBe(0);
});

it('looks only for accelerators that the platform can have', () => {
  expect(acceleratorsOf('linux', 'x64')).toEqual(['webgpu', 'cuda']);
  expect(acceleratorsOf('win32', 'arm64')).toEqual(['directml', 'webgpu']);
  expect(acceleratorsOf('darwin', 'arm64')).toEqual(['coreml', 'webgpu']);
  expect(acceleratorsOf('freebsd', 'x64')).toEqual([]);
});
