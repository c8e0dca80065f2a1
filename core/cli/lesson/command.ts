import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../../lessons/lesson.ts";
import { CommandError, EXIT } from "../exit.ts";

interface Shared {
  readonly language: Language;
}

/** `sluice lesson`: the course in a terminal. */
export function lessonCommand(): Command {
  return new Command("lesson")
    .summary("the lessons: list them, run their programs, check your answers")
    .description(
      "Lessons on Spark Streaming. Their texts are read in the playground (npm start); their programs run here, too.",
    )
    .addCommand(
      withLanguage(
        new Command("list").summary("list the lessons").description("Lists the lessons and their pages."),
      ).action(async ({ language }: Shared) => {
        const { list } = await import("./list.ts");
        process.stdout.write(await list(language));
      }),
    )
    .addCommand(
      new Command("run")
        .summary("run the program of a lesson's page")
        .description(
          "Runs the program of a lesson's page in the world that the page describes: netcats that type by themselves, and a clock of its own. It prints " +
            "what it prints in the playground. What is typed, and what else happens around it, is told on stderr.\n\n" +
            "Exit codes: 0 the run came to its end, 1 the program failed, 2 wrong usage.",
        )
        .argument("<lesson>", "its name, or its number")
        .option("--page <name>", "which page; the first if left out")
        .option("--fast", "as fast as possible, not at the pace of the wall clock")
        .action(async (name: string, options: { readonly page?: string; readonly fast?: boolean }) => {
          const { runPage } = await import("./run.ts");
          process.exitCode = await runPage(name, options);
        }),
    )
    .addCommand(
      withLanguage(
        new Command("check")
          .summary("check an answer to a lesson's exercise")
          .description(
            "Runs the program in a file on inputs that are made up for the exercise, and says in which batch, for which input, it did something else than the " +
              "task asks for. Then it waits for the file to be saved again, until the answer is right.\n\n" +
              "Exit codes: 0 the answer is right, 1 it is not (with --once), 2 wrong usage.",
          )
          .argument("<lesson>", "its name, or its number")
          .argument(
            "[file]",
            "the program; LESSON.ts in this folder if left out, which is made from the exercise's start if it is not there",
          )
          .option("--once", "look once, and do not wait")
          .option("--hint <count>", "give the first hints, each helps more than the one before", wholeNumber)
          .option("--seed <number>", "make up other inputs", wholeNumber),
      ).action(async (name: string, file: string | undefined, options: CheckOptions) => {
        const { checkFile } = await import("./check-file.ts");
        process.exitCode = (await checkFile(name, file, options)) ? EXIT.done : EXIT.failed;
      }),
    );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CommandError(`${text} is not a whole number`, EXIT.usage);
  return Number(text);
}

/** How `sluice lesson check` was called. */
export interface CheckOptions extends Shared {
  readonly once?: boolean;
  readonly hint?: number;
  readonly seed?: number;
}

function withLanguage(command: Command): Command {
  return command.addOption(
    new Option("--language <language>", "the language to speak").choices(LANGUAGES).default("en", "English"),
  );
}
