/**
 * Runs `work` on all items, at most `parallel` at once, and gives the results in the order of the items. What is ahead of the reader
 * is at most `parallel` results. `work` must not reject.
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const running: Promise<Result>[] = [];
  let next = 0;
  const start = (): void => {
    while (running.length < Math.max(1, parallel)) {
      const item = items[next];
      if (item === undefined) return;
      next += 1;
      running.push(work(item));
    }
  };
  start();
  for (let first = running.shift(); first !== undefined; first = running.shift()) {
    yield await first;
    start();
  }
}
