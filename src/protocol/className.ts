import * as z from 'zod';

/** A class name becomes a folder name, so it is checked where it enters. `/` nests folders. */
export const className = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (name) => name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'is not a class name',
  )
  .refine((name) => !/[\\\0-\x1f]/.test(name), 'has characters that no folder name may have');

/** A class, or '' for the unsorted images. */
export const label = z.union([className, z.literal('')]);
