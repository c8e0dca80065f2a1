import type { Layout, PlacedBox, Point, Rect, Token } from "./layout.ts";

/** What can be pointed at: a record, or the head of a box. */
export type Target =
  | {
      readonly kind: "record";
      readonly id: string;
      readonly rect: Rect;
      readonly token: Token;
      readonly box: PlacedBox;
    }
  | { readonly kind: "box"; readonly id: string; readonly rect: Rect; readonly box: PlacedBox };

const HEAD = 20;

/** All targets of a layout, station by station, from top to bottom. */
export function targetsOf(layout: Layout): Target[] {
  return layout.stations.flatMap(({ boxes }) =>
    boxes.flatMap((box): Target[] => [
      {
        kind: "box",
        id: box.box.id,
        rect: { x: box.x, y: box.y, width: box.width, height: Math.min(HEAD, box.height) },
        box,
      },
      ...box.rows.flatMap((row) =>
        row.tokens.map((token): Target => ({ kind: "record", id: token.id, rect: token, token, box })),
      ),
    ]),
  );
}

/** The target at a point, records first. */
export function targetAt(targets: readonly Target[], { x, y }: Point): Target | undefined {
  const isIn = ({ rect }: Target): boolean =>
    x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
  return targets.find((target) => target.kind === "record" && isIn(target)) ?? targets.find(isIn);
}

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest target in the direction of an arrow key; what lies aside counts thrice. */
export function neighbour(targets: readonly Target[], from: Target, key: string): Target | undefined {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return undefined;
  const [dx, dy] = direction;
  let best: Target | undefined;
  let least = Number.POSITIVE_INFINITY;
  const here = startOf(from);
  for (const target of targets) {
    const there = startOf(target);
    const [x, y] = [there.x - here.x, there.y - here.y];
    const along = x * dx + y * dy;
    if (along <= 1 || target.id === from.id) continue;
    const cost = along + 3 * Math.abs(x * dy + y * dx);
    if (cost < least) [best, least] = [target, cost];
  }
  return best;
}

function startOf({ rect }: Target): Point {
  return { x: rect.x, y: rect.y + rect.height / 2 };
}
