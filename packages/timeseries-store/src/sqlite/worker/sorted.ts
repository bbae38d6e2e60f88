/** Index of the first element that is at least `wanted`; the length when there is none. */
export function lowerBound(sorted: readonly number[], wanted: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first element above `wanted`; the length when there is none. */
export function upperBound(sorted: readonly number[], wanted: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
