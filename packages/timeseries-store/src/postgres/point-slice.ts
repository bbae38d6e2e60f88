/** Points `from` .. `to - 1` of the columns of one series: what is written, without copying it. */
export interface PointSlice {
  readonly seriesId: number;
  readonly ts: readonly number[];
  readonly values: readonly number[];
  readonly from: number;
  readonly to: number;
}

export function countPoints(slices: readonly PointSlice[]): number {
  let count = 0;
  for (const { from, to } of slices) count += to - from;
  return count;
}

/** Cuts into groups of at most `maxPoints`, in the same order. */
export function* cutSlices(
  slices: readonly PointSlice[],
  maxPoints: number,
): Generator<readonly PointSlice[]> {
  let group: PointSlice[] = [];
  let room = maxPoints;
  for (const slice of slices) {
    let { from } = slice;
    while (slice.to - from >= room) {
      group.push({ ...slice, from, to: from + room });
      yield group;
      from += room;
      group = [];
      room = maxPoints;
    }
    if (from < slice.to) group.push({ ...slice, from });
    room -= slice.to - from;
  }
  if (group.length > 0) yield group;
}
