/** The collage worker: a process of its own, because decoders may crash on what they are given. */
import { setFlagsFromString } from 'node:v8';
import sharp from 'sharp';
import { serveRequests } from '../jobs/serveRequests';
import { answer } from './answer';
import type { CollageReply, CollageRequest } from './collageRequests';

// One worker per core does the parallel work; a cache of sheets that are read once is lost memory.
sharp.concurrency(1);
sharp.cache(false);

// Loops over pixels are WebAssembly. V8 would spend a third of a short run on optimising what is left: it waits longer
// and inlines less. A version of V8 that does not know these flags says so and goes on.
setFlagsFromString('--interrupt-budget=400000');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');

serveRequests<CollageRequest, CollageReply>(answer);
