import type { ProgramError } from "../sandbox/protocol.ts";
import type { Say } from "../views/timeline/words.ts";

/** Failures that are the page's own words, and so are in the reader's language; a program's are as it threw them. */
const OWN = ["TraceFullError", "HostileMessageError", "SandboxError", "SandboxGoneError"] as const;

/** Why a program ended, as a sentence. */
export function failureWords({ name, message }: ProgramError, say: Say): string {
  const own = OWN.find((candidate) => candidate === name);
  return own === undefined ? message || name : say(`failure.${own}`, { message });
}

/** The same with the error's name before it, where that is the program's. */
export function namedFailureWords(error: ProgramError, say: Say): string {
  const words = failureWords(error, say);
  return words === error.message ? `${error.name}: ${words}` : words;
}
