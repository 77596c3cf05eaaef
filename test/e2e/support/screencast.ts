import sharp from 'sharp';
import type { Workbench } from './browser';

/** Records every frame that the browser draws while `work` is done; the colour at `point` ([r, g, b]) of each. */
export async function watchFrames(
  { page, context }: Workbench,
  point: { readonly x: number; readonly y: number },
  work: () => Promise<void>,
): Promise<readonly (readonly number[])[]> {
  const session = await context.newCDPSession(page);
  const frames: Buffer[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(Buffer.from(data, 'base64'));
    // A session that has ended needs no acknowledgement.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  try {
    await work();
  } finally {
    await session.send('Page.stopScreencast');
    await session.detach();
  }
  const { width } = page.viewportSize() ?? { width: 0 };
  const colours: number[][] = [];
  for (const frame of frames) {
    const image = sharp(frame);
    const scale = ((await image.metadata()).width ?? width) / width;
    const left = Math.round(point.x * scale);
    const top = Math.round(point.y * scale);
    colours.push([...(await image.extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer())]);
  }
  return colours;
}
