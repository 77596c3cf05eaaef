import { describe, expect, it } from 'vitest';
import { drawPoints, layers, type PointStyle } from '../../../src/core/map/drawPoints';
import { mapKinds } from '../../../src/core/map/mapKinds';
import { MapViewport } from '../../../src/core/map/mapViewport';
import { pointShapes, shapePixels } from '../../../src/core/map/pointShapes';
import { findingBits } from '../../../src/core/findings/findingWords';

const side = 140;
const style: PointStyle = {
  shapes: ['disc', 'cross'],
  colours: [0, 10, 20, 30].map((layer) => [layer + 1, layer + 2]),
  radius: 2,
};

function draw(layer: number[], x: number[], viewport = new MapViewport()): Uint32Array {
  viewport.resize(side, side);
  const pixels = new Uint32Array(side * side);
  const points = {
    x: Float32Array.from(x),
    y: new Float32Array(x.length).fill(0.5),
    kind: Uint8Array.from(x, (_, i) => i % 2),
    layer: Uint8Array.from(layer),
  };
  drawPoints(pixels, side, points, viewport, 1, style);
  return pixels;
}

describe('drawing points', () => {
  it('puts what is meant over what is not, whatever the order', () => {
    const middle = 70 * side + 70;
    expect(draw([layers.full, layers.behind], [0.5, 0.5])[middle]).toBe(31);
    expect(draw([layers.behind, layers.full], [0.5, 0.5])[middle]).toBe(32);
    expect(draw([layers.hidden, layers.hidden], [0.5, 0.5])[middle]).toBe(0);
  });

  it('never writes beyond the edges', () => {
    const viewport = new MapViewport();
    viewport.resize(side, side);
    viewport.zoomBy(40, 3, 3);
    const pixels = draw([3, 3, 3, 3], [0, 0.01, 0.5, 1], viewport);
    expect(pixels).toHaveLength(side * side);
  });

  it('gives every shape pixels of its own, also when small', () => {
    const drawn = pointShapes.map((shape) => shapePixels(shape, 4).join());
    expect(new Set(drawn).size).toBe(pointShapes.length);
    for (const shape of pointShapes) expect(shapePixels(shape, 1).length).toBeGreaterThanOrEqual(2);
  });
});

describe('the part of the map that is seen', () => {
  it('keeps what lies under the pixel while it is magnified, and goes back to the whole', () => {
    const viewport = new MapViewport();
    viewport.resize(400, 300);
    const before = viewport.toMap(250, 120);
    viewport.zoomBy(5, 250, 120);
    const after = viewport.toMap(250, 120);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
    expect(viewport.toPixels(...after)[0]).toBeCloseTo(250);
    viewport.fit();
    expect(viewport.toMap(200, 150)).toEqual([0.5, 0.5]);
  });
});

describe('kinds of points', () => {
  const facts = {
    given: Int32Array.of(0, 1, 1, -1),
    predicted: Int32Array.of(-1, -1, -1, -1),
    loss: Float32Array.of(0.05, 0.6, Infinity, NaN),
    findings: Uint32Array.of(findingBits.bytes, 0, findingBits.outlier | findingBits.near, 0),
    suspicious: Uint8Array.of(0, 1, 0, 0),
  };

  it('are classes, the largest first, and what has none', () => {
    const { kinds, of } = mapKinds('class', facts);
    expect(kinds.map(({ name, count }) => [name, count])).toEqual([
      [{ kind: 'class', index: 1 }, 2],
      [{ kind: 'class', index: 0 }, 1],
      [{ kind: 'unsorted' }, 1],
    ]);
    expect([...of]).toEqual([1, 0, 0, 2]);
    expect(mapKinds('predicted', facts).kinds).toMatchObject([{ name: { kind: 'unpredicted' }, count: 4 }]);
  });

  it('are findings, the most serious of each image, and steps of loss', () => {
    const finding = mapKinds('finding', facts);
    expect([...finding.of].map((kind) => finding.kinds[kind].name)).toEqual([
      { kind: 'finding', finding: 'copies' },
      { kind: 'finding', finding: 'label' },
      { kind: 'finding', finding: 'copies' },
      { kind: 'no-finding' },
    ]);
    const loss = mapKinds('loss', facts);
    expect([...loss.of].map((kind) => loss.kinds[kind].tone)).toEqual(['loss-1', 'loss-3', 'loss-5', 'quiet']);
  });

  it('are told apart by colour and shape, up to thirty classes; the rest share one', () => {
    const given = Int32Array.from({ length: 100 }, (_, i) => i % 40);
    const { kinds, of } = mapKinds('class', { ...facts, given });
    expect(kinds).toHaveLength(31);
    expect(new Set(kinds.slice(0, 30).map(({ tone, shape }) => `${tone} ${shape}`)).size).toBe(30);
    expect(kinds[30].name).toEqual({ kind: 'other-classes' });
    expect(of.every((kind) => kind < kinds.length)).toBe(true);
  });
});
