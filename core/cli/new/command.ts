import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { type Product, packedProduct, projectFiles } from "../../project/project.ts";
import { CommandError, EXIT } from "../exit.ts";
import { LESSONS } from "../lesson/library.ts";

/** The package that this command is of. */
const PACKAGE = fileURLToPath(new URL("../../../", import.meta.url));

/** The program that a project begins with: the quick start's. */
const START = join(LESSONS, "01-network-word-count/program.ts");

/** `sluice new`: a project of one's own. */
export function newCommand(): Command {
  return new Command("new")
    .summary("make a project that runs a program")
    .description(
      "Makes a Node project with a first program, the word count: npm install && npm start runs it.\n\n" +
        "The project holds this very version of Sluice, packed in vendor/, so that it runs wherever it is moved.",
    )
    .argument("<dir>", "the project's folder, which is made; one that is there already has to be empty")
    .action((dir: string) => {
      const folder = resolve(dir);
      checkEmpty(dir, folder);
      const product = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as Product;
      const files = projectFiles({
        title: basename(folder),
        entry: "program.ts",
        files: new Map([["program.ts", readFileSync(START, "utf8")]]),
        product,
      });
      try {
        packInto(join(folder, packedProduct(product)));
        for (const [path, text] of files) writeFileSync(join(folder, path), text);
      } catch (error) {
        if (error instanceof CommandError) throw error;
        throw new CommandError(`${dir} could not be written: ${(error as Error).message}`);
      }
      process.stdout.write(
        `Made ${dir}: ${[...files.keys()].join(", ")}, ${packedProduct(product)}\n\n` +
          `  cd ${dir}\n  npm install\n  npx sluice nc -lk 9999   # in another terminal\n  npm start\n`,
      );
    });
}

function checkEmpty(dir: string, folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new CommandError(`${dir} is a file: give a folder's name`, EXIT.usage);
  if (readdirSync(folder).length > 0) {
    throw new CommandError(`${dir} is not empty: nothing was written. Give the name of a folder that is not there yet`);
  }
}

/** Packs this package as `npm publish` would; npm calls the file as `packedProduct` does. */
function packInto(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const windows = process.platform === "win32";
  const destination = windows ? `"${dirname(file)}"` : dirname(file);
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", destination];
  const packed = spawnSync("npm", args, { cwd: PACKAGE, encoding: "utf8", shell: windows });
  if (packed.status === 0 && existsSync(file)) return;
  const why = packed.error?.message ?? packed.stderr.trim();
  throw new CommandError(`Sluice could not be packed by npm, which a project needs in any case: ${why}`);
}
