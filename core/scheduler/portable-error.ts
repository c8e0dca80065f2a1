import { causeOf, describeError, errorText, SluiceError } from "../conf/errors.ts";
import { encode } from "../storage/codec.ts";

/** An error may be its own cause. */
const MOST_CAUSES = 16;

/** What was thrown, in a form that can travel: itself, or an error that says the same where it holds something that cannot. */
export function portableError(thrown: unknown, depth = 0): unknown {
  try {
    encode([thrown]);
    return thrown;
  } catch {
    const said = errorText(thrown);
    if (said === undefined) return new Error(describeError(thrown));
    const own = thrown instanceof SluiceError ? { code: thrown.code, advice: thrown.advice, site: thrown.site } : {};
    const inner = causeOf(thrown as Error);
    const cause = inner === undefined || depth === MOST_CAUSES ? undefined : portableError(inner, depth + 1);
    const error = new SluiceError(said.message, { ...own, cause });
    return Object.assign(error, { name: said.name, stack: said.stack });
  }
}
