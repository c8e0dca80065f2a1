import { type Drawing, layOut } from "./layout.ts";
import type { LaidOut } from "./layouter.ts";

/** Answers each drawing with its layout, or with what went wrong. */
addEventListener("message", async ({ data }: MessageEvent<Drawing>) => {
  let answer: LaidOut;
  try {
    answer = { layout: await layOut(data) };
  } catch (error) {
    answer = { failure: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer);
});
