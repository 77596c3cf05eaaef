import type { Random } from './random';

/** Names as they come from cameras, scrapers and browsers; never the same twice, nor differing in case only. */
export class FileNames {
  private readonly taken = new Set<string>();

  constructor(private readonly random: Random) {}

  /** A free path: `folder` ('' or ending in `/`), a name that may use `word`, and `ending`. */
  take(folder: string, word: string | undefined, ending: string): string {
    for (;;) {
      const path = `${folder}${this.stem(word)}${ending}`;
      // Without the ending, so that no two images look like each other's sidecars.
      const key = path.slice(0, -ending.length).toLowerCase();
      if (this.taken.has(key)) continue;
      this.taken.add(key);
      return path;
    }
  }

  /** An ending that is right for the format. */
  ending(format: 'jpeg' | 'png' | 'webp'): string {
    return format === 'jpeg' ? this.random.pick(['.jpg', '.jpg', '.jpg', '.jpg', '.jpeg', '.JPG']) : `.${format}`;
  }

  private stem(word: string | undefined): string {
    const { random } = this;
    const style = random.next();
    if (word && style < 0.4) return `${word}-${String(random.int(1, 99_999)).padStart(5, '0')}`;
    if (style < 0.65) return `IMG_${random.int(1000, 99_999)}`;
    if (style < 0.9) return Array.from({ length: 12 }, () => random.int(0, 15).toString(16)).join('');
    return `download (${random.int(1, 9999)})`;
  }
}
