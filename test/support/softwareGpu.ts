import { existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const places = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', process.env.WINNOW_CHROMIUM];

/**
 * The environment in which a process finds a Vulkan device: SwiftShader, as Chromium brings it, which computes on the
 * CPU. Undefined, and said, where there is none.
 */
export function softwareGpu(): Record<string, string> | undefined {
  for (const place of places) {
    if (place === undefined || !existsSync(place)) continue;
    const real = realpathSync(place);
    const folder = existsSync(join(real, 'vk_swiftshader_icd.json')) ? real : dirname(real);
    const driver = join(folder, 'vk_swiftshader_icd.json');
    const loader = join(folder, 'libvulkan.so.1');
    if (!existsSync(driver) || !existsSync(loader)) continue;
    // Only the loader: Chromium's other libraries are not for everybody.
    const own = join(mkdtempSync(join(tmpdir(), 'winnow-vulkan-')), 'lib');
    mkdirSync(own);
    symlinkSync(loader, join(own, 'libvulkan.so.1'));
    return { LD_LIBRARY_PATH: own, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver };
  }
  console.warn('SKIPPED: no SwiftShader beside a Chromium here, so WebGPU is not tested.');
  return undefined;
}
