import { type Call, callOf, callTrace, siteText } from "../conf/call-site.ts";
import type { Site } from "../conf/errors.ts";

/** Where RDDs come from: the operation as the user wrote it, and its place in the program. */
export interface Creation {
  readonly operation: string;
  readonly site: Site | undefined;
  /** What else is worth showing of a stream's. */
  readonly detail?: string | undefined;
}

/** What the RDDs that are made right now come from, where that is known beforehand. */
let current: Creation | undefined;
/** May they nevertheless come from a line of the user's that runs right now? */
let mayBeOwn = true;

/** All RDDs that `work` makes come from `creation`: a DStream's, in every batch. */
export function createdBy<R>(creation: Creation | undefined, work: () => R): R {
  return creation === undefined ? work() : within(creation, false, work);
}

/** RDDs that `work`, a function of the user's, makes come from its own lines where they have one. */
export function createdWithin<R>(work: () => R): R {
  return within(current, true, work);
}

function within<R>(creation: Creation | undefined, own: boolean, work: () => R): R {
  const [outer, outerOwn] = [current, mayBeOwn];
  current = creation;
  mayBeOwn = own;
  try {
    return work();
  } finally {
    current = outer;
    mayBeOwn = outerOwn;
  }
}

/** Where an RDD comes from: noted when it is made, found out when somebody asks. */
export class CreationSite {
  readonly #known = current;
  readonly #trace = mayBeOwn ? callTrace() : undefined;
  #call: Call | undefined | "unknown" = "unknown";

  /** `map at program.ts:12`, as Spark writes it. */
  toString(): string {
    if (this.#call === "unknown") this.#call = this.#trace === undefined ? undefined : callOf(this.#trace);
    const { operation, site } = this.#call ?? this.#known ?? {};
    return `${operation ?? "main"} at ${site === undefined ? "<unknown>:0" : siteText(site)}`;
  }
}
