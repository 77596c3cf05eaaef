import type * as OpenCv from '@techstark/opencv-js';

export type Cv = typeof OpenCv;

interface Deletable {
  delete(): void;
}

let loaded: Promise<{ readonly cv: Cv }> | undefined;

/**
 * Loads OpenCV once for this process. It comes wrapped: the module has a `then` that resolves with the module itself,
 * so awaiting it bare never ends.
 */
export function loadOpenCv(): Promise<{ readonly cv: Cv }> {
  loaded ??= new Promise((resolve, reject) => {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when the recipe is asked for
      const cv = require('@techstark/opencv-js') as Cv & { then?: unknown };
      const ready = () => {
        delete cv.then;
        resolve({ cv });
      };
      if ('Mat' in cv && typeof cv.Mat === 'function') ready();
      else cv.onRuntimeInitialized = ready;
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  return loaded;
}

let alive = 0;

/** Mats and other OpenCV objects that scopes hold now: 0 between calls. */
export function heldObjects(): number {
  return alive;
}

/** Runs `work` and deletes everything that it put through `hold`, however it ends. */
export function withScope<T>(work: (hold: <M extends Deletable>(object: M) => M) => T): T {
  const held: Deletable[] = [];
  try {
    return work((object) => {
      held.push(object);
      alive++;
      return object;
    });
  } finally {
    for (const object of held.reverse()) {
      object.delete();
      alive--;
    }
  }
}
