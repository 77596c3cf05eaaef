import type { Expected } from '../../../core/plan/plan';
import type { Location } from '../dataFolders';

/**
 * Places and contents that operations of a journal have in common, each kept once: what goes to and fro is named by every
 * run that moves it, and a journal is read into new strings each time.
 */
export class SharedValues {
  private readonly places = { root: new Map<string, Location>(), state: new Map<string, Location>() };
  private readonly contents = new Map<string, Expected>();

  location(location: Location): Location {
    // Few images come from outside, and each once.
    if (location.base === 'pile') return location;
    const places = this.places[location.base];
    const known = places.get(location.path);
    if (known) return known;
    places.set(location.path, location);
    return location;
  }

  /** A content with its size and time; the newest time is the one that the next operation will mean. */
  expected(size: number, mtimeMs: number, hash: string): Expected {
    const known = this.contents.get(hash);
    if (known?.size === size && known.mtimeMs === mtimeMs) return known;
    const expected = { size, mtimeMs, hash: known?.hash ?? hash };
    this.contents.set(expected.hash, expected);
    return expected;
  }
}
