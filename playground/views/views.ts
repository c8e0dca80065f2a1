/** The views of a run, in the order of their tabs. */
export const VIEWS = ["timeline", "flow", "state", "graph", "batches", "storage", "world"] as const;
export type View = (typeof VIEWS)[number];
