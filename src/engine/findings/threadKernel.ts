import { Kernel } from '../model/head/kernel';

let kernel: Kernel | undefined;

/** The matrix kernel of the thread that calls: its memory is an address range of gigabytes, too dear for one each time. */
export function threadKernel(): Kernel {
  return (kernel ??= new Kernel());
}
