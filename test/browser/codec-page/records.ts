import { Milliseconds, Time } from "../../../core/conf/time.ts";
import { CompactBuffer, List } from "../../../core/rdd/list.ts";

/** Blocks of every kind, the same on both sides. */
export function blocks(): unknown[][] {
  const circle: unknown[] = [1];
  circle.push(circle);
  const holes: unknown[] = [];
  holes[1] = 1;
  const bytes = new ArrayBuffer(8);
  return [
    [],
    ["a", 1, null, undefined, true, -1.5],
    Array.from({ length: 3000 }, (_, i) => [`word ${i % 50}`, i]),
    Array.from({ length: 3000 }, (_, i) => ({ name: `ein Wört ${i} 😀`, part: i / 7, even: i % 2 === 0 })),
    Array.from({ length: 100 }, (_, i) => ({ id: i, tags: ["a", `${i}`], inner: { x: i } })),
    [-0, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 100n, -(2n ** 63n), 5n, "half \ud800", "\ufeffmark"],
    [new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "x"])]]), new Date(0), new Date(Number.NaN), /a\/b/giu],
    [[new Uint8Array(bytes, 2, 3), new Float64Array(bytes)], bytes.slice(1)],
    [circle, holes, Object.assign(Object.create(null), { a: 1 }), JSON.parse('{"__proto__": 1, "constructor": 2}')],
    [List.of(1, 2), CompactBuffer.from(["x"]), Milliseconds(5), new Time(7)],
    [Symbol.for("everywhere"), Object.defineProperty({}, "hidden", { value: 1 })],
  ];
}
