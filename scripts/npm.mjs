/** Calls npm for what it prints. */
import { execFile } from 'node:child_process';

const windows = process.platform === 'win32';

/**
 * @param {readonly string[]} args
 * @param {import('node:child_process').ExecFileOptions} options
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} also when npm ends with an error
 */
export function npm(args, options = {}) {
  return new Promise((resolve) => {
    const settings = { maxBuffer: 1 << 28, shell: windows, ...options, env: cleanEnvironment(options.env) };
    execFile(windows ? 'npm.cmd' : 'npm', args, settings, (error, stdout, stderr) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }),
    );
  });
}

/** An outer npm (`npm test`) hands its own settings down, which would install into the checkout. */
function cleanEnvironment(env = process.env) {
  return Object.fromEntries(
    Object.entries(env).filter(([key]) => !/^npm_(config_(local_)?prefix|package_|lifecycle_)/i.test(key)),
  );
}
