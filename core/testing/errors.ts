import { callSite } from "../conf/call-site.ts";
import { IllegalArgumentError, IllegalStateError, type Site } from "../conf/errors.ts";

/** What a test is told when it asks for what cannot be. */

function illegalState(code: string, message: string, advice: string): IllegalStateError {
  return new IllegalStateError(message, { code, advice, site: callSite() });
}

export function testStopped(): IllegalStateError {
  return illegalState("TEST_STOPPED", "This StreamingTest has been stopped", "Make a new one for every test.");
}

/** `by`: where the other one was made. */
export function testSuperseded(by: Site | undefined): IllegalStateError {
  const place = by === undefined ? "" : ` at ${by.file}:${by.line}`;
  return illegalState(
    "TEST_ENDED",
    `This StreamingTest has ended because another one was made${place}: there is one at a time`,
    "Do not run tests of one file concurrently, and make a new StreamingTest for every test.",
  );
}

export function noBatches(stopped: boolean): IllegalStateError {
  return illegalState(
    "NO_STREAMING_CONTEXT",
    stopped
      ? "The StreamingContext has been stopped, so there are no more batches"
      : "No StreamingContext has been started, so there are no batches",
    "Use the test's own (t.input, t.ssc), run a program (t.run), or start the one that the test made; t.advance moves the clock without one.",
  );
}

export function notProcessed(timeout: number, running: readonly string[]): IllegalStateError {
  return illegalState(
    "BATCH_NOT_PROCESSED",
    `Batches are not through after ${timeout} ms: ${running.join(" and ")} still runs`,
    "If it waits for the clock, move that on: await t.advance(milliseconds).",
  );
}

export function programRuns(): IllegalStateError {
  return illegalState(
    "PROGRAM_RUNS",
    "A program runs already in this StreamingTest",
    "Stop the test and make a new one for the next program.",
  );
}

export function programNotStarted(seconds: number): IllegalStateError {
  return illegalState(
    "PROGRAM_NOT_STARTED",
    `The program has not started a StreamingContext within ${seconds} seconds`,
    "It waits for something that does not come: in this world nothing comes from outside but through netcats and files.",
  );
}

export function programWithoutContext(): IllegalStateError {
  return illegalState(
    "PROGRAM_WITHOUT_CONTEXT",
    "The program ended without making a context",
    'A module runs only when it is imported first: if another test of this file has run it, give its address a query, import("./program.ts?2").',
  );
}

/** Checks how far the clock is to be moved. */
export function checkCount(count: number, what: string): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new IllegalArgumentError(`${what} has to be a whole number above zero, not ${count}`, {
    code: "TEST_ARGUMENT",
    advice: "Time goes forward only.",
    site: callSite(),
  });
}
