import type { ExifFields } from '../../src/protocol/exif';
import { t } from '../strings';

/** "1/250 s · f/2.8 · ISO 400 · 50 mm", as far as it is known. */
export function exposureText({ exposureSeconds: time, aperture, iso, focalLength }: ExifFields): string {
  const parts: string[] = [];
  if (time !== undefined) parts.push(time < 0.4 ? `1/${Math.round(1 / time)} s` : `${Number(time.toFixed(1))} s`);
  if (aperture !== undefined) parts.push(`f/${Number(aperture.toFixed(1))}`);
  if (iso !== undefined) parts.push(`ISO ${Math.round(iso)}`);
  if (focalLength !== undefined) parts.push(`${Number(focalLength.toFixed(1))} mm`);
  return parts.join(' · ');
}

/** How the stored pixels stand, which are shown upright (EXIF 2.3, tag 0x0112). */
export function orientationText(orientation: number): string {
  switch (orientation) {
    case 2:
      return t('mirrored');
    case 3:
      return t('turned by 180°');
    case 4:
      return t('upside down, mirrored');
    case 5:
      return t('turned by 90° to the left, mirrored');
    case 6:
      return t('turned by 90° to the left');
    case 7:
      return t('turned by 90° to the right, mirrored');
    case 8:
      return t('turned by 90° to the right');
    default:
      return t('upright');
  }
}

/** "52.5163° N, 13.3777° E, 34 m": about ten metres. */
export function degreesText({ latitude, longitude, altitude }: NonNullable<ExifFields['place']>): string {
  const side = (value: number, [positive, negative]: readonly [string, string]): string =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
  const parts = [side(latitude, ['N', 'S']), side(longitude, ['E', 'W'])];
  if (altitude !== undefined) parts.push(`${Math.round(altitude)} m`);
  return parts.join(', ');
}
