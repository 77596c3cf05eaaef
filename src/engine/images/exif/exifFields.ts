import type { Exif } from 'exif-reader';
import type { ExifFields } from '../../../protocol/exif';

/** Longest text that is passed on; a camera's name is shorter. */
const mostCharacters = 200;

type Tags = Readonly<Record<string, unknown>>;

/** What a person wants to know of EXIF data. Every value may be of any type: the file's writer has chosen it. */
export function exifFields(exif: Exif): ExifFields {
  const { image, photo, gps } = directories(exif);
  const make = text(image.Make);
  const model = text(image.Model);
  const fields: ExifFields = {
    camera: make && model && !model.startsWith(make) ? `${make} ${model}` : (model ?? make),
    lens: text(photo.LensModel),
    software: text(image.Software),
    taken: date(photo.DateTimeOriginal) ?? date(photo.DateTimeDigitized) ?? date(image.DateTime),
    orientation: within(image.Orientation, 1, 8),
    exposureSeconds: within(photo.ExposureTime, 1e-7, 1e6),
    aperture: within(photo.FNumber, 0.1, 1000),
    iso: within(first(photo.ISOSpeedRatings), 1, 1e8),
    focalLength: within(photo.FocalLength, 0.1, 1e5),
    place: place(gps),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A directory that is cut off is null, whatever the types say. */
function directories({ Image, Photo, GPSInfo }: Exif): {
  readonly image: Tags;
  readonly photo: Tags;
  readonly gps: Tags;
} {
  return { image: Image ?? {}, photo: Photo ?? {}, gps: GPSInfo ?? {} };
}

function place(gps: Tags): ExifFields['place'] {
  const latitude = degrees(gps.GPSLatitude, gps.GPSLatitudeRef, 'S', 90);
  const longitude = degrees(gps.GPSLongitude, gps.GPSLongitudeRef, 'W', 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const altitude = within(gps.GPSAltitude, 0, 1e6);
  const isBelow = first(gps.GPSAltitudeRef) === 1;
  return { latitude, longitude, ...(altitude !== undefined && { altitude: isBelow ? -altitude : altitude }) };
}

/** Degrees, minutes and seconds as one number; `negative` names the hemisphere that counts below zero. */
function degrees(value: unknown, hemisphere: unknown, negative: string, most: number): number | undefined {
  if (!Array.isArray(value)) return undefined;
  const [whole, minutes = 0, seconds = 0] = value.map((part: unknown) => within(part, 0, 180));
  if (whole === undefined) return undefined;
  const sum = whole + minutes / 60 + seconds / 3600;
  if (sum > most) return undefined;
  return text(hemisphere) === negative ? -sum : sum;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function within(value: unknown, low: number, high: number): number | undefined {
  return typeof value === 'number' && value >= low && value <= high ? value : undefined;
}

/** A text without what cannot be shown; the standard says ASCII, cameras write UTF-8. */
function text(value: unknown): string | undefined {
  const given = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
  if (typeof given !== 'string') return undefined;
  const plain = given
    .slice(0, mostCharacters)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return plain === '' ? undefined : plain;
}

function date(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : NaN;
  return Number.isFinite(time) ? time : undefined;
}
