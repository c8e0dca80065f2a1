import { SluiceError } from "../conf/errors.ts";
import { encode } from "../storage/codec.ts";

/** What was thrown, in a form that can travel: itself, or an error that says the same where it holds something that cannot. */
export function portableError(thrown: unknown): unknown {
  try {
    encode([thrown]);
    return thrown;
  } catch {
    if (!(thrown instanceof Error)) return new Error(String(thrown));
    const own = thrown instanceof SluiceError ? { code: thrown.code, advice: thrown.advice, site: thrown.site } : {};
    const cause = thrown.cause === undefined ? undefined : portableError(thrown.cause);
    const error = new SluiceError(thrown.message, { ...own, cause });
    return Object.assign(error, { name: thrown.name, stack: thrown.stack });
  }
}
