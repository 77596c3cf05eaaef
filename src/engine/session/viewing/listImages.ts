import type { ImageList, SortKey } from '../../../protocol/dataset';
import { decisionOf, type Described } from '../describe';
import { isSuspicious } from '../findings/suspicion';
import { runQuery } from './view';

/** The first images that a query finds, with what is known of their labels. */
export function listImages(dataset: Described, query: string, sort: SortKey, limit: number): ImageList {
  const { table, scores, decisions } = dataset;
  const { order, notes } = runQuery(dataset, query, sort);
  const images = Array.from(order.subarray(0, limit), (row) => {
    const given = table.className(table.given[row]);
    const predicted = scores && row < scores.rows ? table.className(scores.predicted[row]) : undefined;
    const decision = decisionOf(table, decisions, row)?.kind;
    return {
      path: table.path(row),
      ...(given !== undefined && { given }),
      ...(scores && predicted !== undefined && { predicted, confidence: scores.confidence[row] }),
      ...(scores && given !== undefined && row < scores.rows && { margin: scores.margin[row] }),
      suspicious: isSuspicious(dataset, row),
      ...(decision && { decision }),
    };
  });
  return { total: order.length, images, notes };
}
