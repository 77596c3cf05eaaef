import type { Disposable } from 'vscode';

/** Owns what it registers and lets go of it in reverse order. */
export class DisposableStore implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(disposable: T): T {
    if (this.disposed) disposable.dispose();
    else this.owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.disposed = true;
    while (this.owned.length > 0) this.owned.pop()!.dispose();
  }
}
