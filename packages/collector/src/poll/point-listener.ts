import type { SeriesPoints } from "@signalbox/timeseries-store";

/** Is told of points once they are stored; must not throw and must not wait. May see a point twice, never misses one that was stored. */
export type PointListener = (batch: readonly SeriesPoints[]) => void;
