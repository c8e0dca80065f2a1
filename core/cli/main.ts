import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { checkpointCommand } from "./checkpoint/command.ts";
import { CommandError, EXIT, endWithReader, exit } from "./exit.ts";
import { lessonCommand } from "./lesson/command.ts";
import { ncCommand } from "./nc.ts";
import { newCommand } from "./new/command.ts";
import { runCommand } from "./run/command.ts";

// What is loaded later, TypeScript above all, then comes in a third of the time.
enableCompileCache();

const { version, description } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
  description: string;
};

const sluice = new Command("sluice")
  .description(description)
  .version(version, "-V, --version", "print the version")
  .helpOption("-h, --help", "print this help")
  .showSuggestionAfterError()
  .showHelpAfterError("(more with --help)");

for (const command of [runCommand(), ncCommand(), checkpointCommand(), lessonCommand(), newCommand()]) {
  sluice.addCommand(command.copyInheritedSettings(sluice).version(version, "-V, --version", "print the version"));
}

// Commander ends wrong usage with 1; here that is a failed program's.
for (const command of withAllBelow(sluice)) command.exitOverride();

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)];
}

endWithReader();
try {
  await sluice.parseAsync();
  // A program may have set its own.
  await exit(Number(process.exitCode ?? EXIT.done));
} catch (error) {
  if (error instanceof CommanderError) {
    await exit(error.exitCode === 0 ? EXIT.done : EXIT.usage);
  } else if (error instanceof CommandError) {
    process.stderr.write(`sluice: ${error.message.replaceAll("\n", "\n  ")}\n`);
    await exit(error.exitCode);
  } else {
    process.stderr.write(`sluice: a mistake of its own\n${error instanceof Error ? error.stack : String(error)}\n`);
    await exit(EXIT.failed);
  }
}
