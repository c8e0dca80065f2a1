import type { Programs } from "../harness/words.ts";
import { basic } from "./basic.ts";
import { errors } from "./errors.ts";
import { files } from "./files.ts";
import { listener } from "./listener.ts";
import { output } from "./output.ts";
import { pair } from "./pair.ts";
import { pprint } from "./pprint.ts";
import { queue } from "./queue.ts";
import { rdd } from "./rdd.ts";
import { recovery } from "./recovery.ts";
import { state } from "./state.ts";
import { window } from "./window.ts";

/** Every recorded program that has been ported, by the id of its case. */
export const PROGRAMS: Programs = {
  ...basic,
  ...errors,
  ...files,
  ...listener,
  ...output,
  ...pair,
  ...pprint,
  ...queue,
  ...rdd,
  ...recovery,
  ...state,
  ...window,
};
