import { FileNames } from './fileNames';
import { Random } from './random';
import type { Drawing } from './renderDrawing';
import type { Flaw, SampleImage } from './sampleTruth';
import type { SampleOptions } from './sampleOptions';
import { garbageSubjects, sampleClasses, type SampleClass, type Subject } from './subject';

export type Encoding = { readonly format: 'jpeg' | 'webp'; readonly quality: number } | { readonly format: 'png' };

/** How a near copy differs from its original. `scale` is a share of the width, `crop` one of each edge. */
export interface Change {
  readonly scale: number;
  readonly crop: number;
  readonly brightness: number;
}

export type Source =
  | { readonly kind: 'draw'; readonly drawing: Drawing; readonly encoding: Encoding }
  | { readonly kind: 'copy'; readonly of: string }
  | { readonly kind: 'change'; readonly of: string; readonly change: Change; readonly encoding: Encoding };

export interface PlannedFile {
  readonly image: SampleImage;
  readonly source: Source;
}

const sheetSize = { width: 1200, height: 780 };

/** Decides every file of the sample without drawing any; originals stand before their copies. */
export function planSample(options: Required<SampleOptions>): PlannedFile[] {
  return new Planner(options).plan();
}

class Planner {
  private readonly random: Random;
  private readonly names: FileNames;
  private readonly files: PlannedFile[] = [];

  constructor(private readonly options: Required<SampleOptions>) {
    this.random = new Random(`plan/${options.seed}`);
    this.names = new FileNames(new Random(`names/${options.seed}`));
  }

  plan(): PlannedFile[] {
    const total = this.options.imagesPerClass * sampleClasses.length;
    const share = (part: number, least: number): number => Math.max(least, Math.round(total * part));
    // A class of three could not lose one to a wrong label and still be learned.
    this.addClasses(this.options.imagesPerClass < 4 ? 0 : share(0.05, 2));
    const originals = this.random.shuffled(this.files.filter(({ image }) => !image.flaw));
    for (let i = 0; i < share(0.04, 3); i++)
      this.draw(this.anyClass(), garbageSubjects[i % garbageSubjects.length], { kind: 'garbage' });
    for (const type of ['dark', 'bright', 'blurry'] as const) this.drawClass({ kind: 'quality', type });
    this.drawClass({ kind: 'truncated' });
    this.drawClass({ kind: 'wrong-ending' });
    for (let i = 0; i < share(0.03, 2); i++) this.draw(undefined, this.anyClass(), undefined);
    this.draw(undefined, 'sheet', { kind: 'collage' });
    const exact = share(0.03, 2);
    originals.slice(0, exact).forEach((original, i) => this.copy(original, i));
    originals.slice(exact, exact + share(0.04, 2)).forEach((original) => this.nearCopy(original));
    return this.files;
  }

  /** The images of the classes; `wrong` of them, spread over the classes, show another one. */
  private addClasses(wrong: number): void {
    for (const [index, given] of sampleClasses.entries()) {
      const share = Math.floor(wrong / sampleClasses.length) + (index < wrong % sampleClasses.length ? 1 : 0);
      for (let i = 0; i < this.options.imagesPerClass; i++) {
        const mislabelled = i < share;
        const others = sampleClasses.filter((name) => name !== given);
        this.draw(
          given,
          mislabelled ? this.random.pick(others) : given,
          mislabelled ? { kind: 'wrong-label' } : undefined,
        );
      }
    }
  }

  private drawClass(flaw: Flaw): void {
    const given = this.anyClass();
    this.draw(given, given, flaw);
  }

  private draw(given: SampleClass | undefined, shows: Subject, flaw: Flaw | undefined): void {
    const encoding = this.encoding(shows, flaw);
    const ending = flaw?.kind === 'wrong-ending' ? '.jpg' : this.names.ending(encoding.format);
    const drawing = { subject: shows, seed: `${this.options.seed}/${this.files.length}`, ...this.size(shows) };
    this.add(given, this.anySubset(), shows, flaw, ending, { kind: 'draw', drawing, encoding });
  }

  /** Every third copy stands in another class, and with subsets every second in the other one. */
  private copy({ image }: PlannedFile, index: number): void {
    const given =
      index % 3 === 2 ? this.random.pick(sampleClasses.filter((name) => name !== image.given)) : image.given;
    const subset = index % 2 === 0 ? image.subset : other(image.subset);
    const ending = image.path.slice(image.path.lastIndexOf('.'));
    this.add(given, subset, image.shows, { kind: 'exact-copy', of: image.path }, ending, {
      kind: 'copy',
      of: image.path,
    });
  }

  private nearCopy({ image }: PlannedFile): void {
    const subset = this.random.chance(0.5) ? image.subset : other(image.subset);
    const change: Change = {
      scale: this.random.pick([1, 0.8, 0.65, 0.5]),
      crop: this.random.pick([0, 0, 0.02, 0.04]),
      brightness: this.random.pick([1, 1, 1.06, 0.94]),
    };
    const encoding: Encoding = { format: this.random.pick(['jpeg', 'jpeg', 'webp']), quality: this.random.int(45, 80) };
    const flaw: Flaw = { kind: 'near-copy', of: image.path };
    const source: Source = { kind: 'change', of: image.path, change, encoding };
    this.add(image.given, subset, image.shows, flaw, this.names.ending(encoding.format), source);
  }

  private add(
    given: SampleClass | undefined,
    subset: SampleImage['subset'],
    shows: Subject,
    flaw: Flaw | undefined,
    ending: string,
    source: Source,
  ): void {
    const standing = given ? subset : undefined;
    const folder = given ? (standing ? `${standing}/${given}/` : `${given}/`) : '';
    const path = this.names.take(folder, shows === 'sheet' ? 'scan' : given, ending);
    this.files.push({ image: { path, given, subset: standing, shows, flaw }, source });
  }

  private anyClass(): SampleClass {
    return this.random.pick(sampleClasses);
  }

  private anySubset(): SampleImage['subset'] {
    if (this.options.layout === 'classes') return undefined;
    return this.random.chance(0.8) ? 'train' : 'valid';
  }

  private size(shows: Subject): { width: number; height: number } {
    if (shows === 'sheet') return sheetSize;
    const [min, max] = this.options.longSide;
    const long = this.random.int(min, max);
    const short = Math.round(long * this.random.pick([1, 3 / 4, 3 / 4, 3 / 4, 2 / 3, 4 / 5]));
    return this.random.chance(0.65) ? { width: long, height: short } : { width: short, height: long };
  }

  private encoding(shows: Subject, flaw: Flaw | undefined): Encoding {
    const quality = this.random.int(62, 94);
    if (flaw?.kind === 'truncated') return { format: 'jpeg', quality };
    if (flaw?.kind === 'wrong-ending' || shows === 'chart' || shows === 'screenshot') return { format: 'png' };
    if (shows === 'sheet') return { format: 'jpeg', quality: 93 };
    const draw = this.random.next();
    if (draw < 0.05) return { format: 'png' };
    return { format: draw < 0.15 ? 'webp' : 'jpeg', quality };
  }
}

function other(subset: SampleImage['subset']): SampleImage['subset'] {
  if (subset === undefined) return undefined;
  return subset === 'train' ? 'valid' : 'train';
}
