/** What a test imports as "sluice/testing". */

export type { ErrorInfo, TraceEvent, TraceEventOf, TraceKind } from "../trace/events.ts";
export type { BatchFailure } from "./batch-log.ts";
export type { Collected, CollectOptions } from "./collected.ts";
export type { Netcat } from "./netcat.ts";
export type { ProcessedOptions, RunOptions, StopOptions, StreamingTestOptions } from "./options.ts";
export type { Printed } from "./printed.ts";
export type { Program } from "./program.ts";
export { StreamingTest } from "./streaming-test.ts";
export type { Batches, TestInput, TestInputOptions } from "./test-input.ts";
export { testInput } from "./test-input.ts";
export type { TestOperationOptions } from "./test-operation.ts";
export { testOperation } from "./test-operation.ts";
