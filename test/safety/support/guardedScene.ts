import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { greyPng } from './greyPng';
import { contentsBelow, snapshot } from './snapshot';

/** A dataset beside things that must never change, with links inside it that lead there. */
export class GuardedScene {
  readonly base = mkdtempSync(join(tmpdir(), 'winnow-guarded-'));
  readonly outside = join(this.base, 'outside');
  readonly root = join(this.base, 'data', 'pets');
  /** For what a test itself writes. */
  readonly scratch = join(this.base, 'scratch');
  readonly folders = { stateFolder: join(this.base, 'state'), cacheFolder: join(this.base, 'cache') };
  private readonly before: unknown;
  private readonly contents: readonly string[];

  constructor() {
    for (const folder of [this.scratch, ...Object.values(this.folders)]) mkdirSync(folder);
    this.put(join(this.outside, 'secret.jpg'), greyPng(1));
    this.put(join(this.outside, 'folder', 'other.jpg'), greyPng(2));
    const names = ['cat/1.png', 'cat/2.png', 'cat/3.png', 'dog/1.png', 'dog/4.png', 'dog/5.png'];
    for (const [i, name] of names.entries()) this.put(join(this.root, name), greyPng(20 * (i + 1)));
    this.put(join(this.root, 'cat', '1.txt'), 'a caption');
    symlinkSync(this.outside, join(this.root, 'way-out'));
    symlinkSync(join(this.outside, 'secret.jpg'), join(this.root, 'cat', 'link.jpg'));
    this.before = this.around();
    this.contents = this.kept();
  }

  /** Fails when anything changed that is neither the dataset nor its state, or when a content was lost. */
  expectGuarded(where: string): void {
    expect(this.around(), where).toEqual(this.before);
    expect(this.kept(), where).toEqual(this.contents);
  }

  /** The dataset as it is now. */
  tree(): Record<string, string> {
    return snapshot(this.root);
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }

  private put(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  private around(): unknown {
    const names = [this.base, dirname(this.root)].map((folder) => readdirSync(folder).sort());
    return { outside: snapshot(this.outside, { times: true }), names };
  }

  /** Contents of all files of the dataset and of what Winnow keeps of it. */
  private kept(): string[] {
    const { stateFolder } = this.folders;
    const states = readdirSync(stateFolder).map((name) => join(stateFolder, name));
    return contentsBelow(this.root, ...states.flatMap((path) => [join(path, 'trash'), join(path, 'set-aside')]));
  }
}
