import { require } from "../../conf/errors.ts";
import { PipedRDD } from "../kinds/piped.ts";
import type { RDD } from "../rdd.ts";
import { Saving } from "./saving.ts";

/** Transformations by other programs. */
export class Piping<T> extends Saving<T> {
  /**
   * Each partition through a program: every record is a line of its input, as `print` shows it, and every line of its output is a record. A command that is one
   * string is cut at its spaces; there is no shell around it. The program runs where the task does, with `env` added to its environment.
   * The task fails when the program ends with another status than 0.
   * @spark RDD.pipe
   * @example sc.parallelize(["b", "a"], 1).pipe("sort"); // "a", "b"
   */
  pipe(command: string | readonly string[], env: Readonly<Record<string, string>> = {}): RDD<string> {
    const words =
      typeof command === "string" ? command.split(/[ \t\n\r\f]+/).filter((word) => word !== "") : [...command];
    require(words.length > 0 && words[0] !== "", () => "pipe needs a command", {
      code: "PIPE_COMMAND",
      advice: 'Give the program and its arguments, for instance "wc -l".',
    });
    return this.derive(new PipedRDD(this, words, { ...env }));
  }
}
