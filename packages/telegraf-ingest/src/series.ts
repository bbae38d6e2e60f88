/** One tag of a series. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a sample belongs to: a measurement and its tag set. One object serves all samples that share both. */
export interface Series {
  readonly measurement: string;
  /** Sorted by key, no key twice. */
  readonly tags: readonly Tag[];
  /** Equal for two series exactly when measurement and tag set are. */
  readonly key: string;
}

function compareKeys(a: Tag, b: Tag): number {
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}

/** Sorts the tags and makes the key. Of a tag given twice the last counts. */
export function createSeries(measurement: string, tags: readonly Tag[]): Series {
  const sorted = [...new Map(tags.map((tag) => [tag.key, tag])).values()].sort(compareKeys);
  // JSON, because names may hold any character and two different tag sets must never meet in one key.
  const key = JSON.stringify([measurement, ...sorted.flatMap((tag) => [tag.key, tag.value])]);
  return { measurement, tags: sorted, key };
}

/** The value of a tag, or undefined. */
export function tagValue(series: Series, key: string): string | undefined {
  for (const tag of series.tags) if (tag.key === key) return tag.value;
  return undefined;
}
