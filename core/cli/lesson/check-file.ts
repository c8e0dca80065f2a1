import { copyFileSync, existsSync, watch } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { exercisePage, programOf } from "../../lessons/lesson.ts";
import { CommandError, EXIT } from "../exit.ts";
import { checkAnswer, verdictText } from "./check.ts";
import type { CheckOptions } from "./command.ts";
import { findLesson } from "./find.ts";
import type { FoundLesson } from "./library.ts";

/** Editors save in several steps: so long, in milliseconds, a file has to be left alone before it is read. */
const REST = 150;

/** Checks the answer in `file`, and again whenever it is saved until it is right; gives whether it is. */
export async function checkFile(asked: string, file: string | undefined, options: CheckOptions): Promise<boolean> {
  const { once = false, hint = 0, language } = options;
  const found = await findLesson(asked);
  const path = resolve(file ?? `${found.name}.ts`);
  provide(found, path, file === undefined && !once);
  for (const [index, text] of exercisePage(found.lesson).exercise.hints.slice(0, hint).entries())
    say(`${{ en: `Hint ${index + 1}:`, zh: `提示 ${index + 1}：` }[language]} ${text[language]}\n`);

  const look = async (): Promise<boolean> => {
    const verdict = await checkAnswer(found, path, options.seed);
    process.stdout.write(`${verdictText(verdict, language)}\n`);
    return verdict.passed;
  };
  if (once) return look();

  const changes = new Changes(path);
  try {
    for (;;) {
      const seen = changes.count;
      if (await look()) return true;
      say(`\nSave ${relative(".", path)} and it is looked at again; Ctrl-C ends this.\n`);
      await changes.after(seen);
    }
  } finally {
    changes.close();
  }
}

/** Sees to it that there is a file to check. */
function provide({ name, folder, lesson }: FoundLesson, path: string, mayMake: boolean): void {
  if (existsSync(path)) return;
  const start = join(folder, programOf(exercisePage(lesson)));
  if (!mayMake) {
    throw new CommandError(
      `There is no file ${relative(".", path)}\nThe exercise's start is ${start}: copy it, and edit the copy`,
      EXIT.usage,
    );
  }
  copyFileSync(start, path);
  say(`The exercise of ${name} begins in ${relative(".", path)}, which was made now: edit it.\n`);
}

/** Counts how often a file was saved, also by editors that put a new file in its place. */
class Changes {
  count = 0;
  readonly #watcher: ReturnType<typeof watch>;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void) | undefined;

  constructor(path: string) {
    this.#watcher = watch(dirname(path), (_, name) => {
      if (name !== null && name !== basename(path)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        if (!existsSync(path)) return;
        this.count++;
        this.#waiting?.();
      }, REST);
    });
  }

  /** Waits until it was saved more often than `seen` times. */
  after(seen: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.count > seen) resolve();
      else this.#waiting = resolve;
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }
}

function say(text: string): void {
  process.stderr.write(text);
}
