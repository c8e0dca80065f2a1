import { constantKey } from "./constant.ts";
import { tellByIdentity } from "./has-instance.ts";

/**
 * The classes of the program in this thread that may serve everybody here, by identity: those that the program defined, and copies that hold nothing
 * that could change. There are several where a class captures a variable that got another value meanwhile.
 */
const serving = new Map<string, WeakRef<Function>[]>();

/** Called when a class of the program is defined, or a copy of one is made; `own`: a task has it for itself. */
export function declareClassCopy(owner: Function, identity: string, own: boolean): void {
  const others = classesHere(identity);
  if (own || others.length > 0) for (const each of [owner, ...others]) tellByIdentity(each);
  if (!own)
    serving.set(
      identity,
      [...others, owner].map((each) => new WeakRef(each)),
    );
}

/** The class that has this identity and holds just what `constant` says, if there is one here. */
export function servingClass(identity: string, constant: string): Function | undefined {
  return classesHere(identity).findLast((owner) => constantKey(owner) === constant);
}

function classesHere(identity: string): Function[] {
  return (serving.get(identity) ?? []).map((each) => each.deref()).filter((owner) => owner !== undefined);
}
