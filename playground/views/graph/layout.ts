/** What is laid out: boxes, lines between them, and frames around some of them. */
export interface Drawing {
  readonly nodes: readonly {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    readonly frame?: string | undefined;
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Each with the room for its title. */
  readonly frames: readonly string[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly frames: ReadonlyMap<string, Box>;
  /** As the `d` of an SVG path, by `from>to`. */
  readonly lines: ReadonlyMap<string, string>;
}

const FRAME_TITLE = 22;
const FRAME_PADDING = 10;

/** So many layouts are remembered: the jobs of a run's batches have few different shapes. */
const REMEMBERED = 100;
const remembered = new Map<string, Layout>();

/** Lays a drawing out from top to bottom, as the program reads. What was laid out before, under whatever names, is not laid out again. */
export async function layOut(drawing: Drawing): Promise<Layout> {
  const names: string[] = [];
  const numbers = new Map<string, string>();
  const number = (name: string): string => {
    let known = numbers.get(name);
    if (known === undefined) {
      known = `n${names.push(name) - 1}`;
      numbers.set(name, known);
    }
    return known;
  };
  const numbered: Drawing = {
    nodes: drawing.nodes.map(({ id, width, height, frame }) => ({
      id: number(id),
      width,
      height,
      frame: frame === undefined ? undefined : `${drawing.frames.indexOf(frame)}`,
    })),
    edges: drawing.edges.map(({ from, to }) => ({ from: number(from), to: number(to) })),
    frames: drawing.frames.map((_, index) => `${index}`),
  };
  const shape = JSON.stringify(numbered);
  let layout = remembered.get(shape);
  if (layout === undefined) {
    layout = await place(numbered);
    if (remembered.size === REMEMBERED) remembered.clear();
    remembered.set(shape, layout);
  }
  const { boxes, frames, lines } = layout;
  const nameOf = (numbered: string): string => names[Number(numbered.slice(1))]!;
  return {
    ...layout,
    boxes: new Map([...boxes].map(([id, box]) => [nameOf(id), box])),
    frames: new Map([...frames].map(([index, box]) => [drawing.frames[Number(index)]!, box])),
    lines: new Map([...lines].map(([id, line]) => [id.split(">").map(nameOf).join(">"), line])),
  };
}

/** The library comes when it is first needed. */
async function place(drawing: Drawing): Promise<Layout> {
  const dagre = await import("@dagrejs/dagre");
  const graph = new dagre.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: "TB", nodesep: 18, ranksep: 30, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const frame of drawing.frames) graph.setNode(`frame ${frame}`, {});
  for (const { id, width, height, frame } of drawing.nodes) {
    graph.setNode(id, { width, height });
    if (frame !== undefined) graph.setParent(id, `frame ${frame}`);
  }
  for (const { from, to } of drawing.edges) graph.setEdge(from, to);
  dagre.layout(graph);
  const boxes = new Map<string, Box>();
  for (const { id, width, height } of drawing.nodes) {
    const { x, y } = graph.node(id) as { x: number; y: number };
    boxes.set(id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height });
  }
  const lines = new Map<string, string>();
  for (const { from, to } of drawing.edges) {
    const { points } = graph.edge(from, to) as { points: readonly { x: number; y: number }[] };
    lines.set(`${from}>${to}`, smooth(points));
  }
  return framed(drawing, boxes, lines, graph.graph() as { width?: number; height?: number });
}

/** Frames lie closely around what is in them, below their titles. */
function framed(
  drawing: Drawing,
  boxes: ReadonlyMap<string, Box>,
  lines: ReadonlyMap<string, string>,
  size: { readonly width?: number; readonly height?: number },
): Layout {
  const frames = new Map<string, Box>();
  for (const frame of drawing.frames) {
    const inside = drawing.nodes.filter((node) => node.frame === frame).map((node) => boxes.get(node.id)!);
    if (inside.length === 0) continue;
    const left = Math.min(...inside.map((box) => box.x)) - FRAME_PADDING;
    const top = Math.min(...inside.map((box) => box.y)) - FRAME_TITLE;
    const right = Math.max(...inside.map((box) => box.x + box.width)) + FRAME_PADDING;
    const bottom = Math.max(...inside.map((box) => box.y + box.height)) + FRAME_PADDING;
    frames.set(frame, { x: left, y: top, width: right - left, height: bottom - top });
  }
  const all = [...boxes.values(), ...frames.values()];
  const width = Math.max(size.width ?? 0, ...all.map((box) => box.x + box.width + 4));
  const height = Math.max(size.height ?? 0, ...all.map((box) => box.y + box.height + 4));
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, frames, lines };
}

/** A line through the points, with its corners rounded. */
function smooth(points: readonly { readonly x: number; readonly y: number }[]): string {
  const at = ({ x, y }: { readonly x: number; readonly y: number }): string => `${round(x)} ${round(y)}`;
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${at(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const [here, next] = [rest[i]!, rest[i + 1]!];
    const isLast = i === rest.length - 2;
    path += `Q${at(here)} ${at(isLast ? next : { x: (here.x + next.x) / 2, y: (here.y + next.y) / 2 })}`;
  }
  return rest.length === 1 ? `${path}L${at(rest[0]!)}` : path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
