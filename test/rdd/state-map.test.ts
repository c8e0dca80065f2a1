import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MapWithStateRDDRecord } from "../../core/rdd/state/map-with-state-record.ts";
import { StateMap } from "../../core/rdd/state/state-map.ts";
import { decode, encode } from "../../core/storage/codec.ts";

type Entry = readonly [state: number, time: number];

interface Version {
  readonly map: StateMap<string, number>;
  readonly model: Map<string, Entry>;
}

const all = (map: StateMap<string, number>): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  map.each((key, state, time) => {
    expect(entries.has(key)).toBe(false);
    entries.set(key, [state, time]);
  });
  return entries;
};

const written = (map: StateMap<string, number>): StateMap<string, number> => {
  const [record] = decode(encode([new MapWithStateRDDRecord(map, [])])) as MapWithStateRDDRecord<
    string,
    number,
    never
  >[];
  return record!.stateMap;
};

const key = fc.constantFrom(..."abcdefghijklmnop");

type Step =
  | { readonly put: string; readonly state: number; readonly time: number }
  | { readonly remove: string }
  | { readonly copyOf: number }
  | { readonly write: true }
  | { readonly read: true }
  | { readonly timeOut: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: key, state: fc.integer(), time: fc.integer({ min: 0, max: 50 }) }) },
  { weight: 3, arbitrary: fc.record({ remove: key }) },
  { weight: 4, arbitrary: fc.record({ copyOf: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ write: true }) },
  { weight: 1, arbitrary: fc.constant<Step>({ read: true }) },
  { weight: 1, arbitrary: fc.record({ timeOut: fc.integer({ min: 0, max: 50 }) }) },
);

describe("a state map", () => {
  test("is a map; copies go their own way, also several of one map; writing changes nothing but the length of the chain", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 6 }), (steps, threshold) => {
        /** The last one may be changed; those before are finished. */
        const versions: Version[] = [{ map: new StateMap(threshold), model: new Map() }];
        for (const given of steps) {
          const { map, model } = versions.at(-1)!;
          if ("put" in given) {
            map.put(given.put, given.state, given.time);
            model.set(given.put, [given.state, given.time]);
          } else if ("remove" in given) {
            map.remove(given.remove);
            model.delete(given.remove);
          } else if ("copyOf" in given) {
            const from = versions[Math.max(0, versions.length - 1 - given.copyOf)]!;
            versions.push({ map: from.map.copy(), model: new Map(from.model) });
            expect(versions.at(-1)!.map.deltaChainLength).toBe(from.map.deltaChainLength + 1);
          } else if ("write" in given) {
            const before = map.deltaChainLength;
            expect(all(written(map))).toEqual(model);
            expect(map.deltaChainLength).toBe(before >= threshold ? 1 : before);
          } else if ("read" in given) {
            versions.push({ map: written(map), model: new Map(model) });
          } else {
            const old = new Map<string, Entry>();
            map.eachOlderThan(given.timeOut, (k, state, time) => {
              old.set(k, [state, time]);
              map.remove(k);
            });
            expect(old).toEqual(new Map([...model].filter(([, [, time]]) => time < given.timeOut)));
            for (const k of old.keys()) model.delete(k);
          }
        }
        for (const { map, model } of versions) {
          expect(all(map)).toEqual(model);
          for (const k of "abcdefghijklmnop") {
            expect(map.has(k)).toBe(model.has(k));
            expect(map.get(k)).toBe(model.get(k)?.[0]);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("keys that come and go leave nothing behind once the chain was made short", () => {
    let map = new StateMap<string, number>(3);
    const sizes: number[] = [];
    for (let batch = 0; batch < 400; batch++) {
      map = map.copy();
      for (let i = 0; i < 100; i++) {
        map.put(`key ${batch} ${i}`, i, batch);
        map.remove(`key ${batch - 1} ${i}`);
      }
      if (batch % 4 === 3) written(map);
      sizes.push(map.numbers);
    }
    expect(all(map).size).toBe(100);
    expect(Math.max(...sizes.slice(200))).toBeLessThanOrEqual(Math.max(...sizes.slice(0, 200)));
    expect(Math.max(...sizes)).toBeLessThan(3000);
  });

  test("a copy costs nothing that grows with the keys, nor does a change", () => {
    const map = new StateMap<string, number>(20);
    for (let i = 0; i < 200_000; i++) map.put(`key ${i}`, i, 0);
    const before = performance.now();
    let next = map;
    for (let batch = 0; batch < 200; batch++) {
      next = next.copy();
      next.put("key 5", batch, batch);
    }
    // 200 copies of all would take seconds
    expect(performance.now() - before).toBeLessThan(500);
    expect([next.get("key 5"), map.get("key 5"), next.get("key 6")]).toEqual([199, 5, 6]);
  });

  test("says of which key the state is that cannot be written", () => {
    const map = new StateMap<string, unknown>(20);
    map.put("a", { n: 1 }, 0);
    map.put("b", { n: 1, later: Promise.resolve() }, 0);
    expect(() => encode([new MapWithStateRDDRecord(map, [])])).toThrow(
      "The state of the key b (.later) cannot be kept: it is a Promise",
    );
  });
});
