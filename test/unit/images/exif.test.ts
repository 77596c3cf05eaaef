import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseExif } from '../../../src/engine/images/exif/readExif';
import { Random } from '../../../src/engine/sample/random';

/** What sharp writes into a JPEG and reads back. */
async function block(): Promise<Buffer> {
  const file = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .withExif({
      IFD0: { Make: 'Nikon', Model: 'Nikon D850', Software: 'Ver.1\u0007.20' },
      IFD2: {
        DateTimeOriginal: '2021:07:04 18:30:05',
        ExposureTime: '1/250',
        FNumber: '28/10',
        ISOSpeedRatings: '400',
        FocalLength: '50/1',
      },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '33/1 51/1 3150/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '151/1 12/1 3600/100',
        GPSAltitude: '12/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { exif } = await sharp(file).metadata();
  if (!exif) throw new Error('sharp wrote none');
  return exif;
}

/** TIFF directories with one entry: so many values of a type at a place. */
function claiming(tag: number, type: number, values: number, place: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(1, 8);
  bytes.writeUInt16LE(tag, 10);
  bytes.writeUInt16LE(type, 12);
  bytes.writeUInt32LE(values, 14);
  bytes.writeUInt32LE(place, 18);
  return bytes;
}

describe('parseExif', () => {
  it('reads camera, time, exposure, orientation and place', async () => {
    const exif = parseExif(await block());
    expect(exif).toMatchObject({
      kind: 'fields',
      fields: {
        camera: 'Nikon D850',
        software: 'Ver.1 .20',
        taken: Date.UTC(2021, 6, 4, 18, 30, 5),
        orientation: 6,
        exposureSeconds: 1 / 250,
        aperture: 2.8,
        iso: 400,
        focalLength: 50,
      },
    });
    if (exif.kind !== 'fields') throw new Error('no fields');
    expect(exif.fields.place?.latitude).toBeCloseTo(-33.85875, 4);
    expect(exif.fields.place?.longitude).toBeCloseTo(151.21, 3);
  });

  it('finds nothing in a block without known tags', () => {
    expect(parseExif(claiming(0xfefe, 3, 1, 7))).toEqual({ kind: 'none' });
  });

  it('refuses directories that claim millions of values, before reading them', () => {
    const bytes = Buffer.alloc(200_000);
    bytes.write('II*\0', 'latin1');
    bytes.writeUInt32LE(8, 4);
    bytes.writeUInt16LE(16_000, 8);
    for (let i = 0; i < 16_000; i++) {
      bytes.writeUInt16LE(1, 12 + 12 * i);
      bytes.writeUInt32LE(0xffffffff, 14 + 12 * i);
    }
    expect(() => parseExif(bytes)).toThrow('more values');
  });

  it('survives directories that point at themselves', () => {
    expect(parseExif(claiming(0x8769, 4, 1, 8))).toEqual({ kind: 'none' });
  });

  it('ends with fields of the right kinds, or an error, whatever bytes it is given', async () => {
    const sound = await block();
    const random = new Random('exif');
    for (let run = 0; run < 3000; run++) {
      const bytes = Buffer.from(sound.subarray(0, random.int(20, sound.length)));
      for (let i = 0, n = random.int(1, 12); i < n; i++) bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
      try {
        const exif = parseExif(bytes);
        if (exif.kind !== 'fields') continue;
        const { camera, orientation, place, taken } = exif.fields;
        expect(camera === undefined || (typeof camera === 'string' && camera.length <= 401)).toBe(true);
        expect(orientation === undefined || (orientation >= 1 && orientation <= 8)).toBe(true);
        expect(place === undefined || (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180)).toBe(true);
        expect(taken === undefined || Number.isFinite(taken)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        if (error instanceof Error && error.name === 'AssertionError') throw error;
      }
    }
  });
});
