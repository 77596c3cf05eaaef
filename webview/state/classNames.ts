/**
 * Class names under numbers of the page's own: a class that the user has just made up has one before the engine has
 * heard of it, and rows fetched earlier stay right when the engine's list changes.
 */
export class ClassNames {
  private readonly names: string[] = [];
  private readonly ids = new Map<string, number>();
  private wire: readonly number[] = [];

  /** The list that numbers on the wire point into, from the latest summary. */
  setWire(names: readonly string[]): void {
    this.wire = names.map((name) => this.id(name));
  }

  fromWire(index: number): number {
    return this.wire[index] ?? -1;
  }

  id(name: string): number {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    this.ids.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  name(id: number | undefined): string | undefined {
    return id === undefined || id < 0 ? undefined : this.names[id];
  }
}
