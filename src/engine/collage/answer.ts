import { stat } from 'node:fs/promises';
import { errorReason, isSystemError } from '../errors';
import { noImageReply } from '../images/readImage';
import { NoImageError } from '../images/unreadable';
import type { AnalyseReply, AnalyseRequest, CollageReply, CollageRequest } from './collageRequests';
import { cutSheet, SheetChangedError } from './cutSheet';
import { detectCollage } from './detectCollage';
import { loadSheet, type LoadedSheet } from './loadSheet';
import { loadOpenCv } from './openCv';

let kept: { readonly key: string; readonly sheet: LoadedSheet } | undefined;

/** The worker's answer to one request. What is no fault of the file or the request is thrown and ends the worker. */
export async function answer(request: CollageRequest): Promise<CollageReply> {
  try {
    if (request.kind === 'analyse') return await analyse(request);
    if (request.kind === 'detect') return await detectCollage(request);
    const { path, boxes, folder, options, limits, hash } = request;
    return { ok: true, crops: await cutSheet(path, boxes, folder, options, limits, hash) };
  } catch (error) {
    if (error instanceof NoImageError) return noImageReply(error);
    if (error instanceof SheetChangedError) return { ok: false, kind: 'changed', reason: error.message };
    if (isSystemError(error))
      return { ok: false, kind: 'failed', reason: `The crops cannot be written: ${errorReason(error)}.` };
    if (error instanceof RangeError) return { ok: false, kind: 'invalid', reason: error.message };
    throw error;
  }
}

async function analyse(request: AnalyseRequest): Promise<AnalyseReply> {
  const { session, hash } = await sheetFor(request);
  const { cv } = request.settings.preset === 'recipe' ? await loadOpenCv() : { cv: undefined };
  return { ok: true, hash, ...session.analyse(request.settings, cv) };
}

/** One decoded sheet is kept; the file's time and size tell whether it is still the same. */
async function sheetFor({ path, limits, keep }: AnalyseRequest): Promise<LoadedSheet> {
  if (!keep) return loadSheet(path, limits);
  const stats = await stat(path, { bigint: true }).catch((_toldByTheRead: unknown) => undefined);
  const key = stats ? `${stats.dev}-${stats.ino}-${stats.size}-${stats.mtimeNs}-${path}` : undefined;
  if (kept && kept.key === key) return kept.sheet;
  kept = undefined;
  const sheet = await loadSheet(path, limits);
  if (key !== undefined) kept = { key, sheet };
  return sheet;
}
