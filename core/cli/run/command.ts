import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, parse, resolve } from "node:path";
import { Command } from "commander";
import { SluiceError } from "../../conf/errors.ts";
import { parseMaster } from "../../conf/master.ts";
import { setSubmittedConf } from "../../conf/spark-conf.ts";
import { CommandError, EXIT } from "../exit.ts";
import { supervise } from "../supervise.ts";

interface RunOptions {
  readonly master?: string;
  readonly conf: ReadonlyMap<string, string>;
  readonly trace?: string;
  readonly check: boolean;
  readonly verbose?: boolean;
  readonly supervise?: boolean;
}

/** `sluice run`: a program in the real world. */
export function runCommand(): Command {
  return new Command("run")
    .summary("run a program")
    .description(
      "Runs a TypeScript program that imports from “sluice”. What it prints goes to stdout; warnings and errors go to stderr.\n\n" +
        "Ctrl-C stops it gracefully: what was received is still worked off. A second Ctrl-C stops it at once.\n\n" +
        "With --supervise it is started again when it fails or is killed, and goes on from its checkpoint if it has one. With --trace trace.jsonl " +
        "the first restart writes trace.1.jsonl, and so on.\n\n" +
        "Exit codes: 0 stopped cleanly, 1 the program failed, 2 wrong usage, 130 interrupted.",
    )
    .argument("<program>", "a TypeScript file (.ts, .mts); JavaScript modules (.js, .mjs) run too")
    .argument("[args...]", "arguments of the program, after --; it finds them in process.argv")
    .usage("[options] program [-- args...]")
    .option("--master <url>", "where to run, such as local[2]: two task slots; what the program sets itself wins")
    .option(
      "--conf <key=value>",
      "a setting, may be repeated; what the program sets itself wins",
      addSetting,
      new Map<string, string>(),
    )
    .option("--trace <file>", "write everything that happens to a file, one JSON object a line")
    .option(
      "--supervise",
      "start the program again when it crashes, as a cluster does, after 1 s, 2 s, 4 s, … up to 60 s",
    )
    .option("--no-check", "do not look for type errors first")
    .option("--verbose", "also say what is only worth knowing, and show the engine's own stack traces")
    .action(async (program: string, args: readonly string[], options: RunOptions) => {
      const path = programPath(program);
      const conf = new Map(options.conf);
      if (options.master !== undefined) conf.set("spark.master", options.master);
      submit(conf);
      if (options.supervise) {
        process.exitCode = await supervise((run) => driverArgs(program, args, options, run));
        return;
      }
      // The engine is loaded only now: the other commands and the messages above do not need it.
      const { runProgram } = await import("./program.ts");
      await runProgram({
        path,
        args,
        submitted: conf,
        trace: options.trace,
        check: options.check,
        verbose: options.verbose === true,
      });
    });
}

/** What a driver is started with: the types of a program that crashed are not looked at again, and each has a trace of its own. */
function driverArgs(program: string, args: readonly string[], options: RunOptions, run: number): string[] {
  const { master, conf, trace, check, verbose } = options;
  const { dir, name, ext } = parse(trace ?? "");
  return [
    "run",
    ...(master === undefined ? [] : ["--master", master]),
    ...[...conf].flatMap(([key, value]) => ["--conf", `${key}=${value}`]),
    ...(trace === undefined ? [] : ["--trace", run === 0 ? trace : join(dir, `${name}.${run}${ext}`)]),
    ...(check && run === 0 ? [] : ["--no-check"]),
    ...(verbose ? ["--verbose"] : []),
    program,
    "--",
    ...args,
  ];
}

function addSetting(text: string, settings: Map<string, string>): Map<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandError(`--conf ${text} has no value: write --conf key=value`, EXIT.usage);
  return settings.set(text.slice(0, at).trim(), text.slice(at + 1));
}

function programPath(program: string): string {
  const path = resolve(program);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`There is no file ${program}\nLooked for ${path}`, EXIT.usage);
  if (!found.isFile()) throw new CommandError(`${program} is not a file: name the program itself`, EXIT.usage);
  if (!/\.m?[tj]s$/.test(path)) {
    throw new CommandError(
      `${program} is not a program that Sluice can run: a .ts, .mts, .js or .mjs file is needed`,
      EXIT.usage,
    );
  }
  return path;
}

/** A wrong flag is known before anything runs. */
function submit(conf: ReadonlyMap<string, string>): void {
  try {
    const master = conf.get("spark.master");
    if (master !== undefined) parseMaster(master, availableParallelism());
    setSubmittedConf(conf);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    throw new CommandError(
      error.advice === undefined ? error.message : `${error.message}\n${error.advice}`,
      EXIT.usage,
    );
  }
}
