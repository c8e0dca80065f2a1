import { setSourceMapsSupport } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError } from "../../conf/errors.ts";
import { installHost, type TraceSink } from "../../host/host.ts";
import { loadProgramsAsTypeScript } from "../../host/node/loader.ts";
import { NodeHost } from "../../host/node/node-host.ts";
import { TerminalSink } from "../../host/node/terminal-sink.ts";
import { SinkGroup, TraceFile } from "../../host/node/trace-file.ts";
import { StreamingContext } from "../../index.ts";
import { CommandError, EXIT, exit } from "../exit.ts";
import { failureText } from "../failure.ts";
import { tellSupervisor } from "../supervised.ts";
import { SubmittedConfNotice } from "./submitted-conf.ts";
import { TracedConsole } from "./traced-console.ts";
import { checkTypes } from "./type-check.ts";

export interface ProgramRun {
  readonly path: string;
  readonly args: readonly string[];
  /** What the command line set. */
  readonly submitted: ReadonlyMap<string, string>;
  /** A file for the trace. */
  readonly trace: string | undefined;
  readonly check: boolean;
  readonly verbose: boolean;
}

/** How long a failed program's context may take to stop, in milliseconds. */
const LAST_RITES = 2_000;

/** Runs a program until nothing is left to do. Fails with `CommandError`, or ends the process, when the program does. */
export async function runProgram(run: ProgramRun): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  installHost(new NodeHost(sinks(run, say)));
  if (run.check) await check(run.path);

  let failing = false;
  const fail = async (error: unknown): Promise<void> => {
    if (failing) return;
    failing = true;
    say(failureText(error, { verbose: run.verbose, root: dirname(run.path) }));
    await Promise.race([stopActive(), new Promise((resolve) => setTimeout(resolve, LAST_RITES))]).catch((another) =>
      say(`The context could not be stopped: ${describeError(another)}`),
    );
    await exit(EXIT.failed);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  stopOnSignals(say, fail);
  tellSupervisor();

  setSourceMapsSupport(true);
  // Between a user's function and its caller's caller may lie many frames of the engine.
  Error.stackTraceLimit = 50;
  loadProgramsAsTypeScript({
    root: dirname(run.path),
    onWarning: ({ site, message }) => say(`WARN ${site.file}:${site.line}:${site.column}: ${message}`),
  });
  process.argv = [process.execPath, run.path, ...run.args];
  let ended = false;
  import(pathToFileURL(run.path).href).then(
    () => {
      ended = true;
    },
    (error: unknown) => fail(error),
  );
  await new Promise((resolve) => process.once("beforeExit", resolve));
  if (!ended) {
    throw new CommandError(
      "The program waits for something that will never come: nothing is left that could settle its `await`.",
    );
  }
}

function sinks({ submitted, trace, verbose }: ProgramRun, say: (text: string) => void): TraceSink {
  const all: TraceSink[] = [new TerminalSink({ verbose })];
  if (submitted.size > 0) all.push(new SubmittedConfNotice(submitted, (text) => say(`WARN ${text}`)));
  if (trace !== undefined) {
    const words = new TracedConsole();
    words.install();
    all.push(words);
    try {
      all.push(new TraceFile(trace, (error) => say(`WARN The trace ends here: ${describeError(error)}`)));
    } catch (error) {
      throw new CommandError(`The trace cannot be written to ${trace}: ${describeError(error)}`, EXIT.usage);
    }
  }
  return new SinkGroup(all);
}

async function check(path: string): Promise<void> {
  const { errors, runnable } = await checkTypes(path);
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
  const hint = runnable ? " (--no-check runs it all the same)" : "";
  throw new CommandError(`The program has ${count} and was not started${hint}.\n${errors.join("\n")}`);
}

function stopActive(): Promise<unknown> {
  return Promise.resolve(StreamingContext.getActive()?.stop(true, false));
}

/** The first Ctrl-C stops gracefully, unless that is turned off, the next at once. */
function stopOnSignals(say: (text: string) => void, fail: (error: unknown) => Promise<void>): void {
  let asked = false;
  const stop = (signal: NodeJS.Signals): void => {
    const ssc = StreamingContext.getActive();
    if (asked || ssc === undefined) {
      if (asked) say("Stopped at once.");
      void exit(EXIT.interrupted);
      return;
    }
    asked = true;
    const again = signal === "SIGINT" ? " Ctrl-C again stops at once." : "";
    const begins = (gracefully: boolean): void =>
      say(
        gracefully
          ? `Stopping gracefully: what was received is still worked off.${again}`
          : "Stopping (spark.streaming.stopGracefullyOnShutdown is false): what was received and not processed is lost.",
      );
    ssc.stopOnShutdown(begins).catch(fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}
