import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import {
  foldersOfPlan,
  planDecisions,
  type DecidedImage,
  type FileDecision,
} from '../../../src/core/plan/planDecisions';
import type { Plan } from '../../../src/core/plan/plan';
import type { FolderListing } from '../../../src/core/folderListing';

/** A dataset on the real disk, with its state folder beside it. */
export class RealScene {
  readonly root: string;
  readonly state: string;

  constructor(
    readonly base = mkdtempSync(join(tmpdir(), 'winnow-safety-')),
    stateBase = base,
  ) {
    this.root = join(base, 'pets');
    this.state = join(stateBase, '.winnow', 'pets-01234567');
    mkdirSync(this.root, { recursive: true });
    mkdirSync(this.state, { recursive: true });
  }

  put(path: string, content: string | Uint8Array): void {
    const absolute = join(this.root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }

  putLink(path: string, target: string): void {
    const absolute = join(this.root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    symlinkSync(target, absolute);
  }

  decided(path: string, decision: FileDecision): DecidedImage {
    const content = readFileSync(join(this.root, path));
    const hash = createHash('sha256').update(content).digest('hex');
    return { path, size: content.length, mtimeMs: lstatSync(join(this.root, path)).mtimeMs, hash, decision };
  }

  plan(images: DecidedImage[]): Plan {
    const folderOf = (label: string): string => label;
    const listings = new Map<string, FolderListing>();
    for (const folder of foldersOfPlan({ images, folderOf })) {
      const listing = { files: [] as string[], folders: [] as string[], others: [] as string[] };
      try {
        for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true }))
          (entry.isDirectory() ? listing.folders : listing.files).push(entry.name);
        listings.set(folder, listing);
      } catch {
        continue; // It is not there yet.
      }
    }
    return planDecisions({ root: this.root, images, folderOf, listings });
  }

  /** Path below `folder` -> content (links: their text; folders: '/'). */
  tree(folder = this.root): Map<string, string> {
    const found = new Map<string, string>();
    const visit = (path: string): void => {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const child = join(path, entry.name);
        const name = relative(folder, child);
        if (entry.isDirectory()) {
          found.set(name, '/');
          visit(child);
        } else found.set(name, entry.isSymbolicLink() ? `-> ${readlinkSync(child)}` : readFileSync(child, 'latin1'));
      }
    };
    visit(folder);
    return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** How often each content stands under dataset, trash and set-aside; a second name of one file counts. */
  contents(): string[] {
    const places = [this.root, join(this.state, 'trash'), join(this.state, 'set-aside'), join(this.state, 'staging')];
    return places
      .flatMap((place) => (exists(place) ? [...this.tree(place).values()] : []))
      .filter((content) => content !== '/')
      .map((content) => (content.startsWith('-> ') ? 'link' : content))
      .sort();
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
