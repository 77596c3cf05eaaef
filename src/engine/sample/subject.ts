import { drawBoat } from './drawings/boat';
import { drawButterfly } from './drawings/butterfly';
import { drawFish } from './drawings/fish';
import { drawChart, drawDashboard, drawScreenshot } from './drawings/garbage';
import { drawLighthouse } from './drawings/lighthouse';
import { drawMushroom } from './drawings/mushroom';
import { drawSymbolSheet } from './drawings/symbolSheet';
import type { Random } from './random';
import type { SvgCanvas } from './svgCanvas';

/** The sample's classes, also the names of their folders. */
export const sampleClasses = ['boat', 'butterfly', 'fish', 'lighthouse', 'mushroom'] as const;
export type SampleClass = (typeof sampleClasses)[number];

export const garbageSubjects = ['dashboard', 'chart', 'screenshot'] as const;
type GarbageSubject = (typeof garbageSubjects)[number];

export type Subject = SampleClass | GarbageSubject | 'sheet';

export const drawings: Readonly<Record<Subject, (canvas: SvgCanvas, random: Random) => void>> = {
  boat: drawBoat,
  butterfly: drawButterfly,
  fish: drawFish,
  lighthouse: drawLighthouse,
  mushroom: drawMushroom,
  dashboard: drawDashboard,
  chart: drawChart,
  screenshot: drawScreenshot,
  sheet: drawSymbolSheet,
};
