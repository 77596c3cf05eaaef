/**
 * The platforms that a package is made for. `runtime` is what computes embeddings: ONNX Runtime's native build, or its
 * WebAssembly build where there is no native one (none for Intel Macs since 1.24, none for musl).
 */
export const targets = {
  'linux-x64': { platform: 'linux', arch: 'x64', libc: 'glibc', runtime: 'native' },
  'linux-arm64': { platform: 'linux', arch: 'arm64', libc: 'glibc', runtime: 'native' },
  'darwin-arm64': { platform: 'darwin', arch: 'arm64', runtime: 'native' },
  'win32-x64': { platform: 'win32', arch: 'x64', runtime: 'native' },
  'darwin-x64': { platform: 'darwin', arch: 'x64', runtime: 'web' },
  'alpine-x64': { platform: 'linux', arch: 'x64', libc: 'musl', runtime: 'web' },
};

/** At most this much for each package. */
export const maxMegabytes = 60;

/** The target of the machine that this runs on, or undefined where there is none for it. */
export function presentTarget() {
  const { platform, arch } = process;
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  return Object.keys(targets).find(
    (name) =>
      targets[name].platform === platform &&
      targets[name].arch === arch &&
      (targets[name].libc ?? '') === (platform === 'linux' ? (musl ? 'musl' : 'glibc') : ''),
  );
}

/** What stands in the names of sharp's prebuilt packages, e.g. `linuxmusl-x64`. */
function sharpPlatform({ platform, arch, libc }) {
  return `${platform}${libc === 'musl' ? 'musl' : ''}-${arch}`;
}

/** Whether a package holds prebuilt binaries, of whatever platform. */
export function isPrebuilt(name) {
  return /^@(img\/sharp|lmdb\/lmdb)-/.test(name);
}

/** The prebuilt packages that a target needs. sharp's Windows build holds libvips itself. */
export function prebuiltPackages(target) {
  const { platform, arch } = target;
  return [
    `@img/sharp-${sharpPlatform(target)}`,
    ...(platform === 'win32' ? [] : [`@img/sharp-libvips-${sharpPlatform(target)}`]),
    `@lmdb/lmdb-${platform}-${arch}`,
  ];
}

/** The packages that are loaded from node_modules at run time, without those that they need. */
export function loadedPackages(target) {
  const runtimes = target.runtime === 'native' ? ['onnxruntime-node', 'onnxruntime-web'] : ['onnxruntime-web'];
  return ['sharp', 'lmdb', ...runtimes, '@techstark/opencv-js', ...prebuiltPackages(target)];
}
