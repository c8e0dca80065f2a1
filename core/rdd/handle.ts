import type { Accumulation } from "./accumulator.ts";

/** What travels in place of a thing of the driver's, or of a function of the engine's: what its `[SERIALIZE]` gives. */
export type Handle =
  | { readonly kind: "rdd"; readonly id: number }
  | { readonly kind: "broadcast"; readonly id: number }
  | { readonly kind: "accumulator"; readonly id: number; readonly zero: Accumulation<unknown, unknown> }
  | {
      readonly kind: "engine-function";
      readonly make: (functions: readonly unknown[], data: unknown) => unknown;
      readonly functions: readonly unknown[];
      readonly data: unknown;
    };
