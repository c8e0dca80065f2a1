import { hasNoState } from "./own-state.ts";
import { pack } from "./pack.ts";
import { entryOf, loadedModule, type Registration, registrationOf } from "./registration.ts";
import { revive } from "./revive.ts";

/**
 * True when `fn` captures nothing (globals, intrinsics and what it imports from the engine apart), so that one copy may serve every
 * task: there is nothing in it that a task could change.
 */
export function isShareable(fn: Function): boolean {
  const registration = registrationOf(fn);
  return registration !== undefined && capturesNothing(registration) && hasNoState(fn);
}

function capturesNothing(registration: Registration): boolean {
  if (registration.member !== undefined) return false;
  const { kind, captures, imports, uses, views } = entryOf(registration);
  return (
    kind !== "class" &&
    captures.length === 0 &&
    imports.every((each) => each.engine) &&
    Object.keys(uses).length === 0 &&
    views === undefined
  );
}

/** The copy of a shareable function that serves all tasks of this thread. */
export function sharedCopy(fn: Function): Function {
  const { module, index } = registrationOf(fn)!;
  const { shared } = loadedModule(module);
  let copy = shared.get(index);
  if (copy === undefined) {
    copy = revive(pack([fn]))[0]!;
    shared.set(index, copy);
  }
  return copy;
}
