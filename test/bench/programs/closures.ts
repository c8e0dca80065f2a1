/** Compiled by the source transform, as a user's program is: what it costs to make closures and to call what was shipped. */

/** Makes as many closures as `count` and gives the last. */
export function makeClosures(count: number): (x: number) => number {
  let made: (x: number) => number = (x) => x;
  for (let i = 0; i < count; i++) made = (x) => x + i;
  return made;
}

/** A closure with two captures, to be shipped and called. */
export function predicate(stop: ReadonlySet<string>, length: number): (word: string) => boolean {
  return (word) => !stop.has(word) && word.length > length;
}
