import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { picture } from '../../fixtures/formats';

/** Writes different small images, and other files as they are. */
export async function writeTableDataset(
  root: string,
  images: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [i, path] of images.entries()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(
      join(root, path),
      await picture(i * 9 + 1)
        .png()
        .toBuffer(),
    );
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}
