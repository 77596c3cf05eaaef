import { newLabel, type Decision } from '../../../core/decisions/decision';
import type { FileOperation } from '../../../core/plan/plan';
import type { ImageAdd, ImageEdit } from '../../labels/messages';

/** What a plan and the decisions behind it mean for tables of labels. */
export interface TableEdits {
  readonly edits: readonly ImageEdit[];
  readonly adds: readonly ImageAdd[];
}

interface Draft {
  label?: string;
  to?: string;
  remove?: boolean;
}

/**
 * The edits of rows that follow files: rows of files that leave go, rows of files with a new name get it, crops get rows
 * of their own, and a chosen class is written. `operations` have their final names.
 */
export function tableEdits(
  operations: readonly FileOperation[],
  decisions: readonly { readonly path: string; readonly decision: Decision }[],
  givenOf: (path: string) => string,
): TableEdits {
  const drafts = new Map<string, Draft>();
  const adds: ImageAdd[] = [];
  const draft = (path: string): Draft => {
    const own = drafts.get(path) ?? {};
    drafts.set(path, own);
    return own;
  };
  const split = new Map(
    decisions.flatMap(({ path, decision }) => (decision.kind === 'split' ? [[path, decision]] : [])),
  );
  /** Where a new file stands -> the image that it replaces. */
  const replaces = new Map<string, string>();
  for (const operation of operations) {
    if ('sidecarOf' in operation && operation.sidecarOf !== undefined) continue;
    switch (operation.kind) {
      case 'trash':
      case 'set-aside':
        draft(operation.from).remove = true;
        break;
      case 'move': {
        const original = replaces.get(operation.from);
        draft(original ?? operation.from).to = operation.to;
        break;
      }
      case 'copy-in': {
        const { source, crop } = operation.provenance;
        const sheet = crop && split.get(source);
        if (sheet) {
          const { target, parts } = sheet;
          const chosen = target.kind === 'class' ? target.label : target.kind === 'beside' ? givenOf(source) : '';
          const label = parts[crop.part - 1]?.label ?? chosen;
          if (label !== '') adds.push({ path: operation.to, label, like: source });
        } else {
          replaces.set(operation.to, source);
          draft(source).to = operation.to;
        }
        break;
      }
      default:
        break;
    }
  }
  for (const { path, decision } of decisions) {
    const label = newLabel(decision);
    if (label !== undefined && (decision.kind === 'relabel' || drafts.has(path))) draft(path).label = label;
  }
  const edits = [...drafts].map(([path, { label, to, remove }]): ImageEdit => {
    // What a new file took the place of goes, but its row stays, with the new name.
    const isGone = remove === true && to === undefined;
    if (isGone) return { path, remove: true };
    return { path, ...(label !== undefined && { label }), ...(to !== undefined && to !== path && { to }) };
  });
  return { edits: edits.filter(({ label, to, remove }) => remove ?? (label !== undefined || to !== undefined)), adds };
}
