/** What a file's header says, before anything is decoded. */
export interface Header {
  /** Pixels as stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8. */
  readonly orientation: number;
  readonly colour: ColourFacts;
  /** Bytes that decoding the whole picture needs at once; small where it is decoded line by line. */
  readonly memory: number;
  /** The coded picture without metadata, or undefined where the format has no such notion here. */
  readonly coded?: CodedData;
}

export interface ColourFacts {
  readonly model: 'grey' | 'rgb' | 'cmyk' | 'palette';
  /** Bits per channel. */
  readonly depth: number;
  readonly alpha: boolean;
  readonly animated: boolean;
  /** Frames or pages. */
  readonly pages: number;
}

export interface CodedData {
  /** [start, end) of every part of the file that determines the decoded pixels. */
  readonly ranges: readonly (readonly [number, number])[];
  /** A colour profile that changes what the same data look like; plain sRGB does not count. */
  readonly profile?: Uint8Array;
}

/** True when a colour profile says nothing that leaving it out would change. */
export function isPlainProfile(profile: Buffer): boolean {
  return profile.length === 0 || /sRGB|s\0R\0G\0B/.test(profile.toString('latin1', 0, 1024));
}
