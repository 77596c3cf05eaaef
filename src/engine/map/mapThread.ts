/** The thread that lays images out; started for one map, it tells its progress and then the positions. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../core/messageOf';
import { Kernel } from '../model/head/kernel';
import { mapImages, type MapInput, type MapPositions } from './mapImages';

export type MapReply =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly positions: MapPositions }
  | { readonly kind: 'failed'; readonly reason: string };

const tellEveryMs = 150;
const port = parentPort;
if (!port) throw new Error('This program is started by Winnow itself.');
const tell = (reply: MapReply): void => port.postMessage(reply);
let told = 0;

try {
  const positions = mapImages(new Kernel(), workerData as MapInput, (share) => {
    const now = performance.now();
    if (now - told < tellEveryMs) return;
    told = now;
    tell({ kind: 'progress', share });
  });
  tell({ kind: 'done', positions });
} catch (error) {
  tell({ kind: 'failed', reason: messageOf(error) });
}
