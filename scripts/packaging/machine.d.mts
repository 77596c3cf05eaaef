export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly libc?: 'glibc' | 'musl';
}

export function machineOf(bytes: Buffer): Machine | undefined;
