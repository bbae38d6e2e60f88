/**
 * Measures several contenders in turn, A B C, A B C …, so that a slow minute of the machine hits all of them.
 *
 * @returns each contender's measurements, in the order of `contenders`.
 */
export async function inTurn<C, M>(
  contenders: readonly C[],
  rounds: number,
  measure: (contender: C, round: number) => Promise<M>,
): Promise<Map<C, M[]>> {
  const results = new Map<C, M[]>(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [contender, measured] of results) measured.push(await measure(contender, round));
  }
  return results;
}
