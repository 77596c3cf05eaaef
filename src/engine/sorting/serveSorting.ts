import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../core/messageOf';
import { Kernel } from '../model/head/kernel';
import { clusterImages } from './clusters';
import { proposeClasses } from './proposals';
import { similarImages } from './similarity';
import type { SortingReply, SortingRequest } from './sortingMessages';

/** The life of a sorting thread: one request, one answer. */
export function serveSorting(request: SortingRequest): void {
  let reply: SortingReply;
  try {
    reply = { ok: true, result: answer(request, new Kernel()) };
  } catch (error) {
    reply = { ok: false, message: messageOf(error) };
  }
  parentPort?.postMessage(reply);
}

function answer(request: SortingRequest, kernel: Kernel): unknown {
  switch (request.kind) {
    case 'propose':
      return proposeClasses({ kernel, ...request });
    case 'clusters':
      return clusterImages({ kernel, ...request });
    case 'similar':
      return similarImages({ kernel, ...request });
  }
}
