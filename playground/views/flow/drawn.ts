import type { Say } from "../timeline/words.ts";
import type { PlacedBox, PlacedRow, PlacedStation } from "./layout.ts";
import type { BatchInputs, FlowScene } from "./scene.ts";
import { stationWords } from "./words.ts";

/** A box without its records: they move, it does not. */
export interface DrawnBox extends Omit<PlacedBox, "rows"> {
  readonly rows: readonly Omit<PlacedRow, "tokens">[];
}

/** All that a station is drawn from. */
export interface DrawnStation extends Omit<PlacedStation, "boxes"> {
  readonly boxes: readonly DrawnBox[];
  readonly head: { readonly title: string; readonly more: string };
  readonly isFilling: boolean;
  /** The batch that is shown, and its input streams. */
  readonly time: number | undefined;
  readonly inputs: readonly BatchInputs[];
}

export function drawnStation(placed: PlacedStation, scene: FlowScene, say: Say): DrawnStation {
  const { batch, intake } = scene;
  return {
    ...placed,
    boxes: placed.boxes.map((box) => ({ ...box, rows: box.rows.map(({ tokens, ...row }) => row) })),
    head: stationWords(placed.station, scene, say),
    isFilling: intake?.isFilling === true,
    time: batch?.time,
    inputs: batch?.inputs ?? [],
  };
}
