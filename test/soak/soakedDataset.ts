import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision } from '../../src/core/decisions/decision';
import type { Random } from '../../src/engine/sample/random';
import { contents } from '../support/contents';
import { forkEngine, type EngineProcess } from '../support/forkedEngine';
import { copySettings } from '../../src/protocol/cleanCopy';
import { HeapLog } from './heapLog';
import type { MemorySample } from './memoryLog';
import type { SmallDisk } from './smallDisk';

/** What somebody does. */
type Deed = 'decide' | 'clear' | 'apply' | 'undo' | 'restore' | 'look' | 'copy';
/** What happens to it. */
type Mishap = 'reload' | 'kill' | 'fill';

const deeds: readonly Deed[] = ['decide', 'decide', 'decide', 'clear', 'apply', 'undo', 'restore', 'look', 'copy'];
const mishaps: readonly Mishap[] = ['reload', 'kill', 'kill', 'fill', 'fill'];
const isImage = /\.jpg$/;
/** Of what was done and decided. */
const isLog = /(^|[\\/])(journal\.jsonl|decisions\.log)$/;

/** A dataset with somebody's random hands in it. */
export class SoakedDataset {
  private readonly counts = new Map<string, number>();
  private engine: EngineProcess;
  private heap = new HeapLog();
  private id = '';

  private constructor(
    private readonly scene: string,
    private readonly cacheFolder: string,
    private readonly random: Random,
    private readonly disk: SmallDisk | undefined,
    /** Content hashes of all images that ever were. */
    private readonly original: ReadonlySet<string>,
  ) {
    this.engine = this.start();
  }

  static async open(
    scene: string,
    cacheFolder: string,
    random: Random,
    disk: SmallDisk | undefined,
  ): Promise<SoakedDataset> {
    const original = new Set(Object.values(await contents(scene)));
    const dataset = new SoakedDataset(scene, cacheFolder, random, disk, original);
    await dataset.reopen();
    return dataset;
  }

  /** What there is to say of its memory now; undefined while it has none. */
  async memory(): Promise<MemorySample | undefined> {
    const { engine, heap } = this;
    if (engine.pid === undefined) return undefined;
    const entries = await readdir(this.scene, { recursive: true });
    const logs = entries.filter((path) => isLog.test(path));
    const sizes = await Promise.all(logs.map(async (path) => (await stat(join(this.scene, path))).size));
    return { pid: engine.pid, live: heap.live, logs: sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20 };
  }

  summary(): string {
    return [...this.counts].map(([what, count]) => `${count} ${what}`).join(', ');
  }

  /** One thing that somebody, or something, does. */
  async turn(isCalm: boolean): Promise<void> {
    const deed = this.random.pick<Deed | Mishap>(isCalm ? deeds : [...deeds, ...mishaps]);
    this.count(deed);
    if (deed === 'reload') return this.reload();
    if (deed === 'kill') return this.kill();
    if (deed === 'fill') return this.fill();
    await this.run(deed);
  }

  /** Every image is somewhere, once. */
  async check(): Promise<void> {
    const found = Object.entries(await contents(this.scene)).filter(([path]) => isImage.test(path));
    const places = new Map<string, string[]>();
    for (const [path, hash] of found) places.set(hash, [...(places.get(hash) ?? []), path]);
    const lost = [...this.original].filter((hash) => !places.has(hash));
    const twice = [...places.values()].filter((paths) => paths.length > 1);
    if (lost.length > 0 || twice.length > 0)
      throw new Error(`${lost.length} images lost, ${twice.length} twice: ${JSON.stringify(twice)}`);
    this.count('checks');
  }

  async close(): Promise<void> {
    await this.engine.stop();
  }

  private async run(deed: Deed): Promise<void> {
    const { engine, id, random } = this;
    switch (deed) {
      case 'decide':
        return this.decide(this.randomDecision());
      case 'clear':
        return this.decide(null);
      case 'apply':
        await engine.ask('applyChanges', { dataset: id });
        return;
      case 'undo':
        if ((await engine.ask('summary', { dataset: id })).canUndoApply)
          await engine.ask('undoLastApply', { dataset: id });
        return;
      case 'restore': {
        const { files } = await engine.ask('trash', { dataset: id });
        if (files.length === 0) return;
        // Some at once: an apply takes many away, and a dataset that runs empty is no test.
        const from = random.int(0, files.length - 1);
        const wanted = files.slice(from, from + 16).map(({ journal, operation }) => ({ journal, operation }));
        await engine.ask('restoreFromTrash', { dataset: id, files: wanted });
        return;
      }
      case 'look': {
        const query = random.pick(['', 'is:suspicious', 'is:decided', '-is:decided', 'class:class-01']);
        const { order } = await engine.ask('view', { dataset: id, query, sort: 'suspicion' });
        await engine.ask('thumbnails', { dataset: id, rows: order.slice(0, 60) });
        await engine.ask('retrain', { dataset: id });
        return;
      }
      case 'copy': {
        // Of nothing no copy is made.
        if ((await engine.ask('view', { dataset: id, query: '-is:decided', sort: 'name' })).order.length === 0) return;
        const settings = copySettings.parse({ subsets: 'none', size: 32 });
        // Outside the disk that is filled.
        const out = join(this.cacheFolder, '..', 'copy');
        await rm(out, { recursive: true, force: true });
        await engine.ask('exportCopy', { dataset: id, out, settings });
        return;
      }
    }
  }

  private async decide(decision: Decision | null): Promise<void> {
    const { order } = await this.engine.ask('view', { dataset: this.id, query: '', sort: 'name' });
    if (order.length === 0) return;
    const from = this.random.int(0, order.length - 1);
    const rows = order.slice(from, from + this.random.int(1, 12));
    await this.engine.ask('decide', { dataset: this.id, rows, decision });
  }

  private randomDecision(): Decision {
    const to = `class-0${this.random.int(1, 4)}`;
    return this.random.pick<Decision>([
      { kind: 'keep' },
      { kind: 'relabel', to },
      { kind: 'delete' },
      { kind: 'set-aside' },
    ]);
  }

  private async reload(): Promise<void> {
    await this.engine.stop();
    await this.reopen();
  }

  /** Kills it at rest, where every mark must be there again, or in the middle of something. */
  private async kill(): Promise<void> {
    if (this.random.next() < 0.5) {
      const before = await this.marks();
      await this.engine.kill();
      await this.reopen();
      const after = await this.marks();
      if (after !== before) throw new Error(`Marks were lost by a kill: ${before} became ${after}`);
      return;
    }
    const work = this.run(this.random.pick(deeds)).then(
      () => undefined,
      // It was killed.
      () => undefined,
    );
    await new Promise((done) => setTimeout(done, this.random.int(0, 60)));
    await this.engine.kill();
    await work;
    await this.reopen();
  }

  /** Goes on with a full disk: what fails must fail in words and lose nothing. */
  private async fill(): Promise<void> {
    if (!this.disk) return;
    this.disk.fill();
    try {
      for (let i = 0; i < 4; i++) {
        await this.run(this.random.pick(deeds)).catch((error: unknown) => {
          this.count('refused for want of room');
          const text = error instanceof Error ? error.message : String(error);
          if (!/full|space|ENOSPC/i.test(text)) throw new Error(`Not in words of a full disk: ${text}`);
        });
      }
    } finally {
      this.disk.empty();
    }
    await this.reload();
  }

  private async marks(): Promise<string> {
    const { pending } = await this.engine.ask('summary', { dataset: this.id });
    return JSON.stringify(pending);
  }

  private async reopen(): Promise<void> {
    if (this.id !== '') this.engine = this.start();
    this.id = await this.engine.openRead(join(this.scene, 'set'));
  }

  private start(): EngineProcess {
    const heap = new HeapLog();
    this.heap = heap;
    return forkEngine(
      { cacheFolder: this.cacheFolder },
      { execArgv: ['--trace-gc'], onOutput: (output) => heap.follow(output) },
    );
  }

  private count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
