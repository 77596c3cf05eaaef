/** What a camera wrote into the file, as far as it is there and makes sense. */
export interface ExifFields {
  readonly camera?: string;
  readonly lens?: string;
  readonly software?: string;
  /** The camera's clock, which knows no time zone: milliseconds since 1970 as if it showed UTC. */
  readonly taken?: number;
  /** 1 (upright) to 8, as stored. */
  readonly orientation?: number;
  readonly exposureSeconds?: number;
  /** f-number. */
  readonly aperture?: number;
  readonly iso?: number;
  /** Millimetres. */
  readonly focalLength?: number;
  /** Degrees, north and east positive; metres above the sea. */
  readonly place?: { readonly latitude: number; readonly longitude: number; readonly altitude?: number };
}

export type ImageExif =
  | { readonly kind: 'fields'; readonly fields: ExifFields }
  /** The file holds no EXIF data. */
  | { readonly kind: 'none' }
  /** There is something that cannot be read. */
  | { readonly kind: 'damaged'; readonly reason: string };
