export interface Target {
  readonly platform: string;
  readonly arch: string;
  readonly libc?: 'glibc' | 'musl';
  readonly runtime: 'native' | 'web';
}

export const targets: Readonly<Record<string, Target>>;
export function presentTarget(): string | undefined;
