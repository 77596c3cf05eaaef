/** Reads from the headers of a native file for which machine it was built. */

const elfMachines = { 0x3e: 'x64', 0xb7: 'arm64' };
const machMachines = { 0x01000007: 'x64', 0x0100000c: 'arm64' };
const peMachines = { 0x8664: 'x64', 0xaa64: 'arm64' };

/**
 * @param {Buffer} bytes a whole file
 * @returns {{platform: string, arch: string, libc?: 'glibc' | 'musl'} | undefined} undefined: no native file. `libc` is
 *   what the file asks the loader for; a file that asks for none has none.
 */
export function machineOf(bytes) {
  if (bytes.length < 64) return undefined;
  if (bytes.readUInt32BE(0) === 0x7f454c46) return { platform: 'linux', arch: elfMachine(bytes), ...libcOf(bytes) };
  if (bytes.readUInt32LE(0) === 0xfeedfacf)
    return { platform: 'darwin', arch: machMachines[bytes.readUInt32LE(4)] ?? 'unknown' };
  if (bytes.readUInt32BE(0) === 0xcafebabe) return { platform: 'darwin', arch: fatMachines(bytes) };
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    const header = bytes.readUInt32LE(0x3c);
    if (header + 6 > bytes.length || bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
    return { platform: 'win32', arch: peMachines[bytes.readUInt16LE(header + 4)] ?? 'unknown' };
  }
  return undefined;
}

function elfMachine(bytes) {
  const littleEndian = bytes[5] === 1;
  return elfMachines[littleEndian ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)] ?? 'unknown';
}

/** The names of needed libraries stand in the file as plain strings: musl's is `libc.musl-<arch>.so.1` or `libc.so`. */
function libcOf(bytes) {
  if (bytes.includes('libc.so.6\0')) return { libc: 'glibc' };
  if (bytes.includes('libc.musl-') || bytes.includes('\0libc.so\0')) return { libc: 'musl' };
  return {};
}

/** Of a file with code for several machines: their names, joined. */
function fatMachines(bytes) {
  const count = Math.min(bytes.readUInt32BE(4), 8);
  const names = [];
  for (let index = 0; index < count; index++) {
    const at = 8 + index * 20;
    if (at + 4 <= bytes.length) names.push(machMachines[bytes.readUInt32BE(at)] ?? 'unknown');
  }
  return names.join('+');
}
