import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { BackendChooser } from '../../../src/engine/model/backends/backendChooser';
import { largestDifference, largestDistance } from '../../../src/engine/model/backends/trial';
import { Embedder, type EmbedderOptions } from '../../../src/engine/model/embedder';
import { readModel } from '../../../src/engine/model/modelCard';
import { engineSettings } from '../../../src/protocol/settings';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { softwareGpu } from '../../support/softwareGpu';
import { writeTinyModel } from '../../support/tinyModel';
import { programs, withFolder } from '../../support/workspace';

it('ONNX Runtime keeps no identifier and no record of its runs to tell its maker', () =>
  withFolder(async (folder) => {
    const home = join(folder, 'home');
    await mkdir(home);
    await writeManyImages(join(folder, 'set'), 4, { seed: 5, classes: 2 });
    // Nothing else of the environment: where it believes to be under test it is silent by itself.
    const env = { HOME: home, PATH: process.env.PATH };
    const args = [join(programs, 'cli.js'), 'index', join(folder, 'set'), '--cache', join(folder, 'cache')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder });
    expect(stdout).toMatch(/4 images/);
    const written = [...(await readdir(home, { recursive: true })), ...(await readdir(folder))];
    expect(written.filter((path) => /microsoft|onnxruntime|\.cache/i.test(path))).toEqual([]);
  }));

const never = new AbortController().signal;
const compute = join(programs, 'compute.js');
const embedders: Embedder[] = [];

afterEach(async () => {
  await Promise.all(embedders.splice(0).map((embedder) => embedder.dispose()));
});

function startEmbedder(options: Omit<EmbedderOptions, 'threads'>): { embedder: Embedder; said: string[] } {
  const said: string[] = [];
  const onFallback: EmbedderOptions['onFallback'] = ({ backend, reason }, next) =>
    void said.push(`${backend} -> ${next}: ${reason}`);
  const embedder = new Embedder({ threads: 2, onFallback, ...options });
  embedders.push(embedder);
  return { embedder, said };
}

function pictures(count: number, size: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) =>
    Uint8Array.from({ length: size * size * 3 }, (_unused, at) => (at * (i + 3)) % 251),
  );
}

async function embedAll(embedder: Embedder, images: readonly Uint8Array[]): Promise<Float32Array> {
  const rows = await Promise.all(images.map((image) => embedder.embed(image)));
  const all = new Float32Array(rows.length * embedder.width);
  rows.forEach((row, i) => all.set(row, i * embedder.width));
  return all;
}

function chooser(cacheFolder: string, model: Awaited<ReturnType<typeof readModel>>): BackendChooser {
  const { backend } = engineSettings.parse({});
  return new BackendChooser({ program: compute, model, threads: 2, cacheFolder, setting: backend });
}

describe('what runs the model', () => {
  it('every backend is tried; what does not work says why; the fastest is used and remembered', () =>
    withFolder(async (folder) => {
      const model = await readModel(await writeTinyModel(join(folder, 'model')));
      const { trials, inUse, measuredAt } = await chooser(folder, model).measure(never);
      const named = new Map(trials.map((trial) => [trial.name, trial]));
      expect(named.get('cpu')).toMatchObject({ kind: 'measured' });
      expect(named.get('wasm')).toMatchObject({ kind: 'measured' });
      for (const trial of trials) if (trial.kind === 'unavailable') expect(trial.reason).toMatch(/\w{3}/);
      const speeds = trials.flatMap((trial) => (trial.kind === 'measured' ? [trial] : []));
      expect(inUse).toBe(speeds.sort((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0].name);
      expect(await chooser(folder, model).report()).toMatchObject({ inUse, measuredAt, trials });
      expect(await chooser(folder, model).choose(never)).toBe(inUse);
    }));

  it('what failed at work is not chosen again; a damaged record is as good as none', () =>
    withFolder(async (folder) => {
      const model = await readModel(await writeTinyModel(join(folder, 'model')));
      await chooser(folder, model).choose(never);
      await chooser(folder, model).failed({ backend: 'cpu', reason: 'it does not load' });
      expect(await chooser(folder, model).choose(never)).not.toBe('cpu');
      await writeFile(join(folder, 'backends.json'), '{"version":1,"entries":{"x":');
      expect((await chooser(folder, model).report()).trials).toEqual([]);
      expect(['cpu', 'webgpu', 'cuda']).toContain(await chooser(folder, model).choose(never));
      expect(JSON.parse(await readFile(join(folder, 'backends.json'), 'utf8'))).toMatchObject({ version: 1 });
    }));

  it('WebAssembly takes over where the native build is not to be had, with the same numbers', () =>
    withFolder(async (folder) => {
      const model = await readModel(resolve(programs, '../media/backbone/card.json'));
      const dist = join(folder, 'dist');
      await mkdir(join(dist, 'node_modules'), { recursive: true });
      await copyFile(compute, join(dist, 'compute.js'));
      for (const name of ['onnxruntime-web', 'onnxruntime-common'])
        await symlink(resolve(programs, '../node_modules', name), join(dist, 'node_modules', name));
      const images = pictures(20, model.card.input.size);
      const native = startEmbedder({ program: compute, model, backend: 'cpu' });
      const bare = startEmbedder({ program: join(dist, 'compute.js'), model, backend: 'cpu' });
      const expected = await embedAll(native.embedder, images);
      const found = await embedAll(bare.embedder, images);
      expect(bare.embedder.backend).toBe('wasm');
      expect(bare.said).toHaveLength(1);
      expect(bare.said[0]).toMatch(
        /^cpu -> wasm: ONNX Runtime has no native build that loads here: .*onnxruntime-node/,
      );
      expect(native.said).toEqual([]);
      expect(largestDifference(found, expected, model.card.embedding.width)).toBeLessThan(1e-4);
    }));

  it('a model for one image at a time is given one at a time', () =>
    withFolder(async (folder) => {
      const any = await readModel(await writeTinyModel(join(folder, 'any')));
      const one = await readModel(await writeTinyModel(join(folder, 'one'), { batch: 1 }));
      const images = pictures(5, 32);
      const expected = await embedAll(startEmbedder({ program: compute, model: any, backend: 'cpu' }).embedder, images);
      const found = await embedAll(startEmbedder({ program: compute, model: one, backend: 'cpu' }).embedder, images);
      expect(largestDifference(found, expected, 8)).toBeLessThan(1e-6);
    }));

  it('a model that is none, or another than its card says, fails with what is wrong', () =>
    withFolder(async (folder) => {
      const card = await writeTinyModel(join(folder, 'model'));
      const model = await readModel(card);
      const images = pictures(1, 32);
      const wide = { ...model, card: { ...model.card, embedding: { name: 'features', width: 9 } } };
      const { embedder } = startEmbedder({ program: compute, model: wide, backend: 'cpu' });
      await expect(embedder.embed(images[0])).rejects.toThrow(/answers 8 numbers an image for 32 px input, not 9/);
      const named = { ...model, card: { ...model.card, input: { ...model.card.input, name: 'pixels' } } };
      const other = startEmbedder({ program: compute, model: named, backend: 'cpu' });
      await expect(other.embedder.embed(images[0])).rejects.toThrow(/no input "pixels"; it has "image"/);
      await writeFile(model.path, 'not a model at all');
      const broken = startEmbedder({ program: compute, model, backend: 'cpu' });
      await expect(broken.embedder.embed(images[0])).rejects.toThrow(/cannot be run: .*[Pp]rotobuf/);
    }));

  it('a backend that is asked for and does not work: one line, and the CPU', () =>
    withFolder(async (folder) => {
      const dataset = join(folder, 'set');
      await writeManyImages(dataset, 40, { seed: 5, classes: 2 });
      const asked = ['coreml', 'directml'].find(
        (name) => name !== (process.platform === 'darwin' ? 'coreml' : 'directml'),
      );
      const args = ['index', dataset, '--json', '--cache', join(folder, 'cache'), '--backend', asked ?? 'coreml'];
      const { code, stdout, stderr } = await winnow(args);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ images: 40, backend: 'cpu' });
      const lines = stderr.split('\n').filter((line) => line.includes(asked ?? 'coreml'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/cannot run the model \(.+\)\. It goes on with cpu\./);
    }));

  it('an unknown backend is a usage error that names those there are', async () => {
    const { code, stderr } = await winnow(['index', '.', '--backend', 'abacus']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--backend.*cpu.*webgpu.*wasm/);
  });
});

describe('WebGPU', () => {
  it('agrees with the CPU; when its process is killed in mid-run, the batch is repeated on the CPU', async ({
    skip,
  }) => {
    const environment = softwareGpu();
    if (!environment) return skip();
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      await withFolder(async (folder) => {
        const model = await readModel(await writeTinyModel(join(folder, 'model'), { width: 16 }));
        const { trials } = await chooser(folder, model).measure(never);
        expect(trials).toContainEqual(expect.objectContaining({ name: 'webgpu', kind: 'measured' }));
        const images = pictures(48, 32);
        const cpu = startEmbedder({ program: compute, model, backend: 'cpu' });
        const expected = await embedAll(cpu.embedder, images);
        const { embedder, said } = startEmbedder({ program: compute, model, backend: 'webgpu' });
        const onGpu = await embedAll(embedder, images);
        expect(embedder.backend).toBe('webgpu');
        expect(largestDifference(onGpu, expected, 16)).toBeLessThan(largestDistance);
        // The driver is loaded once a request has come: a process that dies before is nobody's doing.
        const isAtWork = (pid: number): boolean => {
          const maps = `/proc/${pid}/maps`;
          return existsSync(maps) && readFileSync(maps, 'utf8').includes('libvk_swiftshader');
        };
        const killing = setInterval(() => {
          if (embedder.backend === 'webgpu')
            for (const pid of embedder.pids.filter(isAtWork)) process.kill(pid, 'SIGKILL');
        }, 5);
        const after = await embedAll(embedder, images).finally(() => clearInterval(killing));
        expect(largestDifference(after, expected, 16)).toBeLessThan(1e-6);
        expect(embedder.backend).toBe('cpu');
        expect(said).toHaveLength(1);
        expect(said[0]).toMatch(/^webgpu -> cpu: it took its process down \(it was stopped by SIGKILL/);
      });
    } finally {
      process.env = before;
    }
  });
});
