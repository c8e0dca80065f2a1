import type { ErrorInfo } from "../../core/trace/events.ts";

/** Spark's words for a job that a task broke: around what really happened, which stands at their end. */
const STAGE_FAILURE = /most recent failure: Lost task (\d+)\.\d+ in stage [^:]*: ([\s\S]+)$/;

/** What went wrong, as short as it can be said where there is little room; the whole of it is in the console. */
export function essence(error: Pick<ErrorInfo, "name" | "message">): string {
  const failure = STAGE_FAILURE.exec(error.message);
  if (failure !== null) return `task ${failure[1]}: ${failure[2]}`;
  return error.message === "" ? error.name : error.message;
}
