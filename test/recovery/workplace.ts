import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningCommand, sluice } from "../cli/command.ts";

/** A folder with programs, their input and their checkpoints, in which `sluice` runs. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "sluice-recovery-"));

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(this.path(name, ".."), { recursive: true });
    writeFileSync(this.path(name), content);
  }

  /** Makes a file that is there as a whole or not at all. */
  put(name: string, content: string): void {
    this.write(`.aside`, content);
    mkdirSync(this.path(name, ".."), { recursive: true });
    renameSync(this.path(".aside"), this.path(name));
  }

  /** The checkpoints of the driver in a directory, the newest first. */
  checkpoints(directory = "checkpoint"): string[] {
    const order = (name: string): number => Number(name.replace(/\D/g, "")) + (name.endsWith(".bk") ? 0 : 0.5);
    return readdirSync(this.path(directory))
      .filter((name) => name.startsWith("checkpoint-"))
      .sort((a, b) => order(b) - order(a))
      .map((name) => join(directory, name));
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  sluice(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCommand {
    return sluice(args, { cwd: this.folder, env });
  }

  /** Runs a program of this folder without looking for type errors. */
  run(program: string, ...args: string[]): RunningCommand {
    return this.sluice(["run", "--no-check", program, "--", ...args]);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A program that marks every line of the files that appear in `in`, and says that it was made anew when it was. */
export function marking(mark: string, more = ""): string {
  return `import { Milliseconds, SparkConf, StreamingContext } from "sluice";
${more}
const directory = process.argv[2] ?? "checkpoint";
const ssc = StreamingContext.getOrCreate(directory, () => {
  console.log("made anew");
  const made = new StreamingContext(new SparkConf().setMaster("local[2]").setAppName("Marking"), Milliseconds(200));
  made.checkpoint(directory);
  made.textFileStream("in").map((line) => \`${mark} \${line}\`).print();
  return made;
});
ssc.start();
await ssc.awaitTermination();
`;
}
