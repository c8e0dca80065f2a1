import type { TraceEvent, TraceEventOf, TraceKind } from "../trace/events.ts";
import type { Problem } from "./problem.ts";
import type { Scenario, TypedLine } from "./scenario.ts";

/** What `print()` wrote in one batch. */
export interface Printed {
  /** The batch time, in milliseconds. */
  readonly time: number;
  /** Which output operation, counted from 0. */
  readonly output: number;
  /** At most ten of them, as `print` writes them; the last is `...` where there were more. */
  readonly records: readonly string[];
}

const HEAD = /^-{43}\nTime: [^\n]*\n-{43}\n/;

/** A run of a program, for questions about it: a scenario and the trace that came of it, which may come bit by bit. */
export class RunRecord {
  readonly scenario: Scenario;
  readonly #events: TraceEvent[] = [];
  #printed: Printed[] | undefined;

  constructor(scenario: Scenario, events: readonly TraceEvent[] = []) {
    this.scenario = scenario;
    this.add(events);
  }

  /** Takes in what happened next; what happened after the scenario's end does not belong to it. */
  add(events: readonly TraceEvent[]): void {
    for (const event of events) if (event.t <= this.scenario.until) this.#events.push(event);
    this.#printed = undefined;
  }

  get events(): readonly TraceEvent[] {
    return this.#events;
  }

  /** The events of one kind, in order. */
  of<K extends TraceKind>(kind: K): TraceEventOf<K>[] {
    return this.#events.filter((event): event is TraceEventOf<K> => event.kind === kind);
  }

  /** The times of the batches that are done, in milliseconds. */
  get batches(): number[] {
    return this.of("batch-completed").map(({ time }) => time);
  }

  /** All that `print()` wrote, in order. */
  get printed(): readonly Printed[] {
    this.#printed ??= this.of("console").flatMap(({ text, time, output }) =>
      time === undefined || output === undefined || !HEAD.test(text)
        ? []
        : [{ time, output, records: recordsOf(text) }],
    );
    return this.#printed;
  }

  /** The records that `print()` wrote in the batch at `time`; undefined when it wrote nothing, not even its head. */
  printedAt(time: number): string[] | undefined {
    const blocks = this.printed.filter((block) => block.time === time);
    return blocks.length === 0 ? undefined : blocks.flatMap(({ records }) => records);
  }

  /** The times of the batches in which `print()` wrote a record that is `text`. */
  timesOf(text: string): number[] {
    return this.printed.filter(({ records }) => records.includes(text)).map(({ time }) => time);
  }

  /** The lines that the program itself wrote, by `console.log`; `print()` left out. */
  get logged(): string[] {
    return this.of("console")
      .filter(({ text, stream }) => stream === "stdout" && !HEAD.test(text))
      .flatMap(({ text }) => text.replace(/\n$/, "").split("\n"));
  }

  /** The lines that were typed from `from` to before `to`, in milliseconds. */
  typed(from: number, to: number): TypedLine[] {
    return this.scenario.lines.filter(({ at }) => at >= from && at < to);
  }

  /** The RDDs of the stream that the program calls `name`, in order. */
  rdds(name: string): TraceEventOf<"rdd-generated">[] {
    const named = this.of("dstream-named").find((event) => event.name === name);
    return this.of("rdd-generated").filter(({ dstream }) => dstream === named?.dstream);
  }

  /**
   * Compares what `print()` wrote with what it should have: the first difference, or undefined. `expected` says which records each time has to have
   * (in any order), made of what was typed from `from` on; times that are not in it have to have nothing.
   */
  compare(
    expected: ReadonlyMap<number, { readonly from: number; readonly records: readonly string[] }>,
  ): Problem | undefined {
    const times = new Set([...expected.keys(), ...this.printed.map(({ time }) => time)]);
    let before = 0;
    for (const time of [...times].sort((a, b) => a - b)) {
      const printed = this.printedAt(time);
      const wanted = expected.get(time);
      if (printed === undefined) {
        const instead = [...new Set(this.printed.map((block) => block.time))];
        const { from, records } = expected.get(time)!;
        return { kind: "no-output", time, from, typed: this.typed(from, time), expected: records, instead };
      }
      if (wanted === undefined)
        return { kind: "needless-output", time, from: before, typed: this.typed(before, time), printed };
      const { from, records } = wanted;
      before = time;
      if (isSame(printed, records)) continue;
      return { kind: "wrong-output", time, from, typed: this.typed(from, time), expected: records, printed };
    }
    return undefined;
  }
}

/** A line for each record stands between the head and an empty line. */
function recordsOf(text: string): string[] {
  const lines = text.replace(HEAD, "").replace(/\n$/, "");
  return lines === "" ? [] : lines.replace(/\n$/, "").split("\n");
}

/** The same records, in any order. */
function isSame(some: readonly string[], others: readonly string[]): boolean {
  const inOrder = (records: readonly string[]): string => JSON.stringify([...records].sort());
  return inOrder(some) === inOrder(others);
}
