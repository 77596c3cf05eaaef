/** The image worker: a process of its own, because decoders may crash on what they are given. */
import sharp from 'sharp';
import { serveRequests } from '../jobs/serveRequests';
import { contentHash, type ContentHashReply, type ContentHashRequest } from './contentHash';
import { convertImage, type ConvertReply, type ConvertRequest } from './convertImage';
import { makeContactSheet, type ContactSheetReply, type ContactSheetRequest } from './contactSheet';
import { readExif, type ExifReply, type ExifRequest } from './exif/readExif';
import { makeNetworkInput, type NetworkInputReply, type NetworkInputRequest } from './networkInput';
import { pixelDigest, type DigestReply, type DigestRequest } from './pixelDigest';
import { renderCopy, type CopyReply, type CopyRequest } from './renderCopy';
import { readImage, type ReadReply, type ReadRequest } from './readImage';
import { makeRendition, type RenditionReply, type RenditionRequest } from './rendition';

export type ImageRequest =
  | ReadRequest
  | DigestRequest
  | ContentHashRequest
  | RenditionRequest
  | NetworkInputRequest
  | ConvertRequest
  | CopyRequest
  | ContactSheetRequest
  | ExifRequest;
export type ImageReply =
  | ReadReply
  | DigestReply
  | ContentHashReply
  | RenditionReply
  | NetworkInputReply
  | ConvertReply
  | CopyReply
  | ContactSheetReply
  | ExifReply;

// One worker per core does the parallel work; a cache of pictures that are never read twice is lost memory.
sharp.concurrency(1);
sharp.cache(false);

serveRequests<ImageRequest, ImageReply>((request) => {
  switch (request.kind) {
    case 'digest':
      return pixelDigest(request);
    case 'content-hash':
      return contentHash(request);
    case 'rendition':
      return makeRendition(request);
    case 'convert':
      return convertImage(request);
    case 'contact-sheet':
      return makeContactSheet(request);
    case 'exif':
      return readExif(request);
    case 'network-input':
      return makeNetworkInput(request);
    case 'copy':
      return renderCopy(request);
    default:
      return readImage(request);
  }
});
