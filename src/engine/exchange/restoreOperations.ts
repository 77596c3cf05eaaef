import type { FileOperation } from '../../core/plan/plan';
import type { TrashEntry } from '../changes/restore/trash';
import type { PlannedDecision } from '../session/applying/planning';

/** The file operations that pending restores mean: each image comes back with the captions that went with it. */
export function restoreOperations(planned: readonly PlannedDecision[], kept: readonly TrashEntry[]): FileOperation[] {
  const images = new Map(kept.filter(({ isSidecar }) => !isSidecar).map((entry) => [keyOf(entry), entry]));
  const sidecars = new Map(
    kept.filter(({ isSidecar }) => isSidecar).map((entry) => [`${entry.journal}/${entry.operation}`, entry]),
  );
  return planned.flatMap(({ path, hash, decision }): FileOperation[] => {
    const image = decision.kind === 'restore' ? images.get(keyOf({ path, hash })) : undefined;
    if (!image) return [];
    const { size, mtimeMs, statePath } = image;
    const expected = { size, mtimeMs, hash: image.hash };
    const operations: FileOperation[] = [{ kind: 'restore', from: statePath, to: path, expected }];
    for (let number = image.operation + 1; ; number++) {
      const sidecar = sidecars.get(`${image.journal}/${number}`);
      if (!sidecar) return operations;
      operations.push({ kind: 'restore', from: sidecar.statePath, to: sidecar.path, sidecarOf: statePath });
    }
  });
}

function keyOf({ path, hash }: { readonly path: string; readonly hash?: string }): string {
  return `${hash ?? ''} ${path}`;
}
