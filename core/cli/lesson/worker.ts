/** A thread that runs one program in a simulated world: it can be ended at any moment, and the program with it. */
import { setSourceMapsSupport } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { loadProgramsAsTypeScript } from "../../host/node/loader.ts";
import { perform, schedule } from "../../sim/deeds.ts";
import { StreamingTest } from "../../testing/index.ts";
import { errorInfo } from "../../trace/trace.ts";
import { HEARTBEAT, type ThreadInput, type ThreadNews } from "./program-thread.ts";

/** Records of a partition in the trace, as many as in the playground. */
const PREVIEWS = 20;
/** Virtual milliseconds between two reports. */
const STEP = 100;

const { path, world, until, realTime } = workerData as ThreadInput;
const post = (news: ThreadNews): void => parentPort!.postMessage(news);
const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run(): Promise<void> {
  setSourceMapsSupport(true);
  Error.stackTraceLimit = 50;
  loadProgramsAsTypeScript({ root: dirname(path) });
  const { seed, taskCost, happenings } = world;
  const t = new StreamingTest({ seed, taskCost, previews: PREVIEWS });
  schedule(t.clock, happenings, (deed) => perform(t.host, deed));
  let told = 0;
  const tell = (): void => {
    post({ events: t.trace.slice(told) });
    told = t.trace.length;
  };

  post({ ready: true });
  let program: Awaited<ReturnType<typeof t.run>> | undefined;
  try {
    program = await t.run(() => import(pathToFileURL(path).href));
  } catch (error) {
    tell();
    // without a context there is nothing to say but that: the trace shows it
    if ((error as { readonly code?: string }).code !== "PROGRAM_WITHOUT_CONTEXT") post({ error: errorInfo(error) });
  }
  tell();
  if (program === undefined) return;
  while (t.clock.now() < until && program.failure === undefined) {
    if (realTime) await sleep(STEP);
    await t.advance(Math.min(STEP, until - t.clock.now()), { mayFail: true });
    tell();
  }
  if (program.failure !== undefined) post({ error: errorInfo(program.failure.reason) });
}

setInterval(() => post({ idle: true }), HEARTBEAT).unref();
await run();
post({ done: true });
