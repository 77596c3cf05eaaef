import { groupBy } from '../../core/groupBy';
import type { LeftOut } from '../dataset/scan';
import { printable } from '../exchange/printable';

/** Names of skipped files that are printed for each reason; `--json` has them all. */
const namedOfReason = 3;

/** What a scan left out, a line for each reason. */
export function skippedByReason(skipped: readonly LeftOut[]): string[] {
  return groupBy(skipped, ({ reason }) => reason).map((files) => {
    const names = files.slice(0, namedOfReason).map(({ path }) => path);
    const more = files.length > names.length ? ', …' : '';
    return printable(`  skipped  ${files.length}, ${files[0].reason}: ${names.join(', ')}${more}`);
  });
}
