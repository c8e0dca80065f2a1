import { HashPartitioner, Milliseconds, Seconds, type State, StateSpec, type Time } from "sluice";
import type { Programs } from "../harness/words.ts";
import { FirstLetter } from "./shared.ts";

type Pair = [string, number];

/** Running sums. */
const sum = (values: readonly number[], state: number | undefined) => values.reduce((a, b) => a + b, state ?? 0);

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** The running sum of a key, after each record. */
const add = (key: string, value: number | undefined, state: State<number>): [string, number] => {
  const n = (value ?? 0) + (state.getOption() ?? 0);
  state.update(n);
  return [key, n];
};

const updatedOrTimingOut = (
  _time: Time,
  key: string,
  value: number | undefined,
  state: State<number>,
): [string, string, number] => {
  if (state.isTimingOut()) return [key, "timing out", state.get()];
  const n = (value ?? 0) + (state.getOption() ?? 0);
  state.update(n);
  return [key, "updated", n];
};

export const state: Programs = {
  "state/update-sum": ({ input, out }) => {
    out(input<Pair>("p").updateStateByKey(sum));
  },

  "state/update-never-created": ({ input, out }) => {
    out(
      input<Pair>("p").updateStateByKey((values: readonly number[], state: number | undefined) => {
        const n = sum(values, state);
        return n > 4 ? n : state;
      }),
    );
  },

  "state/update-n": ({ input, out }) => {
    out(input<Pair>("p").updateStateByKey(sum, 3));
  },

  "state/update-partitioner": ({ input, out }) => {
    out(input<Pair>("p").updateStateByKey(sum, new FirstLetter(2)));
  },

  "state/update-initial": ({ sc, input, out }) => {
    const initial = sc.parallelize<Pair>(
      [
        ["a", 100],
        ["z", 900],
      ],
      2,
    );
    out(input<Pair>("p").updateStateByKey(sum, new HashPartitioner(2), initial));
  },

  "state/update-no-rdd": ({ input, out }) => {
    out(
      input<Pair>("p").updateStateByKey(
        (values: readonly number[], state: number | undefined) =>
          total(values) * 10 + (state === undefined ? 0 : state + 1),
      ),
    );
  },

  "state/update-iterator": ({ input, out, observe }) => {
    const st = input<Pair>("p").updateStateByKey(
      (records: IteratorObject<[string, number[], number | undefined]>) =>
        records.map(([key, values, state]): Pair => [key, sum(values, state)]),
      new HashPartitioner(2),
      true,
    );
    out(st);
    st.foreachRDD((r, t) => observe("partitioner kept", t, r.partitioner !== undefined));
  },

  "state/update-time": ({ input, out }) => {
    out(
      input<Pair>("p").updateStateByKey(
        (time: Time, key: string, values: readonly number[], state: string | undefined) =>
          `${state ?? ""}${key}${time.milliseconds / 1000}:${total(values)} `,
        new HashPartitioner(2),
        true,
      ),
    );
  },

  "state/update-no-checkpoint": ({ input, out }) => {
    out(input<Pair>("p").updateStateByKey((values: readonly number[], _state: number | undefined) => total(values)));
  },

  "errors/update-no-checkpoint": async ({ ssc, input, observe, attempt }) => {
    input<number>("a")
      .map((x) => [x, 1])
      .updateStateByKey((_values: readonly number[], _state: number | undefined) => 1)
      .print();
    observe("start", null, await attempt(() => ssc.start()));
  },

  "window/checkpoint-interval-bad": ({ input, out }) => {
    const st = input<Pair>("p").updateStateByKey((values: readonly number[], _state: number | undefined) =>
      total(values),
    );
    st.checkpoint(Milliseconds(1500));
    out(st);
  },

  "window/checkpoint-interval-short": ({ input, out }) => {
    const st = input<Pair>("p").updateStateByKey((values: readonly number[], _state: number | undefined) =>
      total(values),
    );
    st.checkpoint(Milliseconds(500));
    out(st);
  },

  "state/update-then-filter-sort": ({ input, out }) => {
    out(
      input<Pair>("p")
        .updateStateByKey(sum)
        .transform((rdd) => rdd.filter(([, n]) => n > 0).sortBy(([key, n]): [number, string] => [-n, key], true, 1)),
    );
  },

  "state/update-two": ({ input, out }) => {
    const p = input<Pair>("p");
    out("sum", p.updateStateByKey(sum));
    out(
      "count",
      p.updateStateByKey((values: readonly number[], state: number | undefined) => values.length + (state ?? 0)),
    );
  },

  "state/update-checkpoint-every-batch": ({ input, out, observe }) => {
    const st = input<Pair>("p").updateStateByKey(sum);
    st.checkpoint(Seconds(1));
    out(st);
    st.foreachRDD(async (r, t) => {
      await r.count();
      observe("checkpointed", t, r.isCheckpointed);
    });
  },

  "state/update-distinct-users": ({ input, out }) => {
    out(
      input<[string, string]>("u")
        .updateStateByKey(
          (values: readonly string[], state: Set<string> | undefined) => new Set([...(state ?? []), ...values]),
        )
        .mapValues((users) => users.size),
    );
  },

  "state/map-basic": ({ input, out }) => {
    out(input<Pair>("p").mapWithState(StateSpec.function(add)));
  },

  "state/map-snapshots": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(StateSpec.function(add));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/map-initial": ({ sc, input, out }) => {
    const f = (key: string, value: number | undefined, state: State<number>): [string, boolean, number] => {
      const had = state.exists();
      const n = (value ?? 0) + (state.getOption() ?? 0);
      state.update(n);
      return [key, had, n];
    };
    const initial = sc.parallelize<Pair>(
      [
        ["a", 100],
        ["z", 900],
      ],
      2,
    );
    const m = input<Pair>("p").mapWithState(StateSpec.function(f).initialState(initial));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/map-remove": ({ input, out }) => {
    const f = (key: string, value: number | undefined, state: State<number>): [string, string, number] => {
      const n = (value ?? 0) + (state.getOption() ?? 0);
      if (n > 4) {
        if (state.exists()) state.remove();
        return [key, "removed", n];
      }
      state.update(n);
      return [key, "kept", n];
    };
    const m = input<Pair>("p").mapWithState(StateSpec.function(f));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/map-4arg": ({ input, out }) => {
    const f = (
      time: Time,
      key: string,
      value: number | undefined,
      state: State<number>,
    ): [number, string, number] | undefined => {
      const n = (value ?? 0) + (state.getOption() ?? 0);
      state.update(n);
      return n % 2 === 0 ? [time.milliseconds, key, n] : undefined;
    };
    out(input<Pair>("p").mapWithState(StateSpec.function(f)));
  },

  "state/map-n": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(StateSpec.function(add).numPartitions(3));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/map-partitioner": ({ input, out }) => {
    out(
      input<Pair>("p")
        .mapWithState(StateSpec.function(add).partitioner(new FirstLetter(3)))
        .stateSnapshots(),
    );
  },

  "state/map-no-update": ({ input, out }) => {
    const f = (key: string, value: number | undefined, state: State<number>): [string, boolean, number | undefined] => [
      key,
      state.exists(),
      value,
    ];
    const m = input<Pair>("p").mapWithState(StateSpec.function(f));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/map-get-missing": ({ input, out }) => {
    const f = (_key: string, _value: number | undefined, state: State<number>): string => {
      try {
        return String(state.get());
      } catch (error) {
        const { name, message } = error as Error;
        return `${name === "NoSuchElementError" ? "java.util.NoSuchElementException" : name}: ${message}`;
      }
    };
    out(input<Pair>("p").mapWithState(StateSpec.function(f)));
  },

  "state/map-no-checkpoint": ({ input, out }) => {
    out(
      input<Pair>("p").mapWithState(
        StateSpec.function((_key: string, value: number | undefined, _state: State<number>) => value),
      ),
    );
  },

  "state/map-order": ({ input, out }) => {
    const f = (key: string, value: number | undefined, state: State<string>): [string, string] => {
      const n = `${state.getOption() ?? ""}${value}`;
      state.update(n);
      return [key, n];
    };
    out(input<Pair>("p").mapWithState(StateSpec.function(f).numPartitions(1)));
  },

  "state/map-dedup": ({ input, out }) => {
    const f = (
      key: string,
      value: string | undefined,
      state: State<boolean>,
    ): [string, string | undefined] | undefined => {
      if (state.exists()) return undefined;
      state.update(true);
      return [key, value];
    };
    out(
      input<[string, string]>("e")
        .mapWithState(StateSpec.function(f))
        .flatMap((once) => (once === undefined ? [] : [once])),
    );
  },

  "state/timeout-every-batch": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(
      StateSpec.function(updatedOrTimingOut).timeout(Seconds(2)).numPartitions(1),
    );
    m.checkpoint(Seconds(1));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/timeout-default-interval": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(
      StateSpec.function(updatedOrTimingOut).timeout(Seconds(2)).numPartitions(1),
    );
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/timeout-new-data-same-batch": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(
      StateSpec.function(updatedOrTimingOut).timeout(Seconds(3)).numPartitions(1),
    );
    m.checkpoint(Seconds(1));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },

  "state/timeout-sessions": ({ input, out }) => {
    const f = (
      time: Time,
      key: string,
      value: number | undefined,
      state: State<[number, number]>,
    ): [string, string, number, number] | undefined => {
      if (state.isTimingOut()) return [key, "closed", ...state.get()];
      const [begun, n] = state.getOption() ?? [time.milliseconds, 0];
      state.update([begun, n + value!]);
      return undefined;
    };
    const m = input<Pair>("e").mapWithState(StateSpec.function(f).timeout(Seconds(2)));
    m.checkpoint(Seconds(2));
    out(m);
  },

  "recovery/update-state": ({ input, out }) => out(input<Pair>("p").updateStateByKey(sum)),

  "recovery/map-with-state": ({ input, out }) => {
    const m = input<Pair>("p").mapWithState(StateSpec.function(add));
    out("mapped", m);
    out("snapshots", m.stateSnapshots());
  },
};
