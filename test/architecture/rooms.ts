/** The rooms of core, in the order in which imports may go: a room imports its own files and what stands after it. */
export const ROOMS = [
  "cli",
  "host/node",
  "host/browser",
  "index",
  "project",
  "lessons",
  "testing",
  "contexts",
  "sim",
  "sources",
  "streaming",
  "receiver",
  "dstream",
  "scheduler",
  "rdd",
  "sinks",
  "storage",
  "closure",
  "trace",
  "host",
  "conf",
] as const;

export type Room = (typeof ROOMS)[number];

const TOP: Record<string, Room> = {
  "index.ts": "index",
  "spark-context.ts": "contexts",
  "streaming-context.ts": "contexts",
  "streaming-inputs.ts": "contexts",
  "globals.d.ts": "conf",
};

/** The room of a file, by its path inside core; undefined for a file that stands in none. */
export function roomOf(path: string): Room | undefined {
  if (!path.includes("/")) return TOP[path];
  return ROOMS.filter((room) => path.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0];
}

/** Why `from` may not import `to` (paths inside core), or undefined when it may. */
export function whyNot(from: string, to: string): string | undefined {
  const [a, b] = [roomOf(from), roomOf(to)];
  if (a === undefined || b === undefined) return `${a === undefined ? from : to} stands in no room`;
  if (ROOMS.indexOf(a) <= ROOMS.indexOf(b)) return undefined;
  return `${from} (${a}) imports ${to} (${b}): imports go ${ROOMS.join(" → ")}`;
}

/** One circle in a graph of imports, as the files on it, or undefined. */
export function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle !== undefined) return circle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
