import { CommandError, EXIT } from "../exit.ts";
import { type FoundLesson, LessonError, lessonNames, loadLesson } from "./library.ts";

/** The lesson that a reader means: by its name, or by its number. */
export async function findLesson(asked: string): Promise<FoundLesson> {
  const names = lessonNames();
  const name = names.find((each) => each === asked || Number(each.slice(0, 2)) === Number(asked));
  if (name === undefined)
    throw new CommandError(`There is no lesson ${asked}\nThere are: ${names.join(", ")}`, EXIT.usage);
  try {
    return await loadLesson(name);
  } catch (error) {
    if (error instanceof LessonError) throw new CommandError(error.message);
    throw error;
  }
}
