import * as z from 'zod';
import type { Box } from '../core/boxes';
import type { CutOptions } from '../core/collage/cutOptions';
import type { SheetSettings } from '../core/collage/sheetSettings';
import type { CropOrigin, SheetPart, SplitOptions, SplitTarget } from '../core/collage/splitDecision';
import { unsafePathReason } from '../core/relativePath';
import { label } from './className';

/** More boxes than a person would look at. */
const mostParts = 20_000;
const farthest = 1_000_000;

const coordinate = z.number().min(-farthest).max(farthest);
const length = z.number().positive().max(farthest);
const shape = { x: coordinate, y: coordinate, width: length, height: length, angle: z.number().optional() };

const box: z.ZodType<Box> = z.object(shape);
const part: z.ZodType<SheetPart> = z.object({ ...shape, label: label.optional(), byHand: z.boolean().optional() });
const automatic = z.literal('auto');
const size = z.number().min(0).max(farthest);
const count = z.int().min(1).max(10_000).optional();

export const sheetSettings: z.ZodType<SheetSettings> = z.object({
  preset: z.enum(['default', 'recipe', 'grid']),
  minSize: z.union([size, automatic]),
  sensitivity: z.number().min(0).max(1),
  mergeDistance: z.union([size, automatic]),
  padding: size,
  backgroundTolerance: z.union([z.number().min(0).max(255), automatic]),
  grid: z.object({
    rows: count,
    columns: count,
    cellWidth: length.optional(),
    cellHeight: length.optional(),
    offsetX: size.optional(),
    offsetY: size.optional(),
    gapX: size.optional(),
    gapY: size.optional(),
    trim: z.boolean(),
  }),
});

const cutOptions: z.ZodType<CutOptions> = z.object({
  padding: z.number().min(0).max(10_000),
  square: z.boolean(),
  background: z.enum(['keep', 'transparent']),
});

const target: z.ZodType<SplitTarget> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('beside') }),
  z.object({ kind: z.literal('class'), label }),
  z.object({
    kind: z.literal('folder'),
    path: z
      .string()
      .max(1000)
      .refine((path) => unsafePathReason(path, true) === undefined, 'is not a folder below the dataset'),
  }),
]);

const options = {
  settings: sheetSettings,
  cut: cutOptions,
  target,
  sheet: z.enum(['keep', 'trash', 'set-aside']),
};

/** What a person last chose for splitting; remembered with the dataset. */
export const splitOptions: z.ZodType<SplitOptions> = z.object(options);

export const splitDecision = z.object({
  kind: z.literal('split'),
  parts: z.array(part).min(1).max(mostParts).readonly(),
  removed: z.array(box).max(mostParts).readonly().optional(),
  ...options,
});

/** A crop's origin, as the journal records it. */
export const cropOrigin: z.ZodType<CropOrigin> = z.object({
  hash: z.string(),
  part: z.int().min(1),
  box,
  settings: sheetSettings,
});
