import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { machineOf } from '../../../scripts/packaging/machine.mjs';

function elf(machine: number, needed: string): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write('\x7fELF\x02\x01', 0, 'latin1');
  bytes.writeUInt16LE(machine, 18);
  bytes.write(`\0${needed}\0`, 64, 'latin1');
  return bytes;
}

function pe(machine: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(96, 0x3c);
  bytes.write('PE\0\0', 96, 'latin1');
  bytes.writeUInt16LE(machine, 100);
  return bytes;
}

function mach(cpu: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(cpu, 4);
  return bytes;
}

describe('the machine of a native file', () => {
  it.each([
    [elf(0x3e, 'libc.so.6'), { platform: 'linux', arch: 'x64', libc: 'glibc' }],
    [elf(0xb7, 'libc.musl-aarch64.so.1'), { platform: 'linux', arch: 'arm64', libc: 'musl' }],
    [elf(0x3e, 'libm.so.6'), { platform: 'linux', arch: 'x64' }],
    [elf(0x28, 'libc.so.6'), { platform: 'linux', arch: 'unknown', libc: 'glibc' }],
    [pe(0x8664), { platform: 'win32', arch: 'x64' }],
    [pe(0xaa64), { platform: 'win32', arch: 'arm64' }],
    [mach(0x0100000c), { platform: 'darwin', arch: 'arm64' }],
    [mach(0x01000007), { platform: 'darwin', arch: 'x64' }],
    [Buffer.from('#!/bin/sh\n'.padEnd(100)), undefined],
    [Buffer.alloc(10), undefined],
  ])('%#', (bytes, machine) => {
    expect(machineOf(bytes)).toEqual(machine);
  });

  it('of the Node that runs this', () => {
    const { platform, arch } = process;
    expect(machineOf(readFileSync(process.execPath))).toMatchObject({ platform, arch });
  });
});
