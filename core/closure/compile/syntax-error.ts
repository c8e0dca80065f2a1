import { type Site, SluiceError } from "../../conf/errors.ts";

/** One thing that is wrong with the text of a program. */
export interface Problem {
  readonly message: string;
  readonly site: Site;
}

/** The text of a program cannot be read, or uses something that Sluice cannot run. `site` is where the first problem is. */
export class ProgramSyntaxError extends SluiceError {
  override readonly site: Site;
  /** All that was found, in the order of the text. */
  readonly problems: readonly Problem[];

  constructor(
    problems: readonly [Problem, ...Problem[]],
    details: { code?: string; advice?: string; cause?: unknown } = {},
  ) {
    const [{ message, site }] = problems;
    super(`${site.file}:${site.line}:${site.column}: ${message}`, { code: "PROGRAM_SYNTAX", ...details, site });
    this.site = site;
    this.problems = problems;
  }
}
