import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { contentBox } from '../../../src/engine/images/contentBox';

const stripes = { width: 60, height: 40 };

/** A picture of upright stripes, none of which is a border. */
function striped(): Sharp {
  const { width, height } = stripes;
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) =>
      (Math.floor(i / 3 / 7) + Math.floor(i / 3 / width / 5)) % 2 === 0 ? 30 : 220,
    ),
  );
  return sharp(data, { raw: { ...stripes, channels: 3 } });
}

async function extended(
  image: Sharp,
  lines: Partial<Record<'top' | 'bottom' | 'left' | 'right', number>>,
  colour: string,
) {
  return sharp(
    await image
      .extend({ ...lines, background: colour })
      .png()
      .toBuffer(),
  );
}

async function boxOf(image: Sharp) {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return contentBox({ data, width: info.width, height: info.height, channels: 3 });
}

describe('contentBox', () => {
  it('is the whole of a picture without a border', async () => {
    expect(await boxOf(striped())).toEqual({ left: 0, top: 0, ...stripes });
  });

  it('takes off a frame, and stripes of other colours around a margin', async () => {
    const margin = await extended(striped(), { left: 9, right: 4, top: 3, bottom: 12 }, 'white');
    expect(await boxOf(margin.clone())).toEqual({ left: 9, top: 3, ...stripes });
    const above = await extended(margin.clone(), { top: 8, bottom: 8 }, 'grey');
    expect(await boxOf(above.clone())).toEqual({ left: 9, top: 11, ...stripes });
    const framed = await extended(above, { left: 5, right: 5, top: 5, bottom: 5 }, 'red');
    expect(await boxOf(framed)).toEqual({ left: 14, top: 16, ...stripes });
  });

  it('leaves the margin of something small, and takes off what was added around it', async () => {
    const small = await extended(striped(), { left: 80, right: 80, top: 80, bottom: 80 }, 'white');
    const { width, height } = { width: stripes.width + 160, height: stripes.height + 160 };
    expect(await boxOf(small.clone())).toEqual({ left: 0, top: 0, width, height });
    const framed = await extended(small, { top: 10, bottom: 10 }, 'grey');
    expect(await boxOf(framed)).toEqual({ left: 0, top: 10, width, height });
  });
});
