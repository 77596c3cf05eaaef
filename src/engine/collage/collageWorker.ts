/** The collage worker: a process of its own, because decoders may crash on what they are given. */
import sharp from 'sharp';
import { serveRequests } from '../jobs/serveRequests';
import { answer } from './answer';
import type { CollageReply, CollageRequest } from './collageRequests';

// One worker per core does the parallel work; a cache of sheets that are read once is lost memory.
sharp.concurrency(1);
sharp.cache(false);

serveRequests<CollageRequest, CollageReply>(answer);
