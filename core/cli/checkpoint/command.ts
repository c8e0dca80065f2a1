import { Command } from "commander";

/** `sluice checkpoint`: what drivers leave for their successors. */
export function checkpointCommand(): Command {
  return new Command("checkpoint")
    .summary("look into the checkpoints of a driver")
    .description("Looks into the directory that a program gave to ssc.checkpoint().")
    .addCommand(
      new Command("inspect")
        .summary("show what a program would go on from")
        .description(
          "Shows the newest readable checkpoint in a directory: streams, functions, pending batches, data; and which files there are. " +
            "Nothing of the program is run.\n\n" +
            "Exit codes: 0 there is a readable checkpoint, 1 there is none, 2 wrong usage.",
        )
        .argument("<directory>", "what the program gave to ssc.checkpoint()")
        .option("--json", "as one JSON object, with the functions in full")
        .action(async (directory: string, { json = false }: { readonly json?: boolean }) => {
          // The engine is loaded only now: the other commands do not need it.
          const { inspect } = await import("./inspect.ts");
          inspect(directory, json);
        }),
    );
}
