import { travelsAgain } from "./code.ts";
import { constantKey } from "./constant.ts";
import type { Capture, FunctionEntry, Place } from "./module-table.ts";
import { ownKeysOf } from "./own-state.ts";
import { packProperties } from "./pack-properties.ts";
import type { ClassMemberNode, FunctionNode, Value } from "./packed.ts";
import type { Draft, Frame, Packer, Unfinished } from "./packer.ts";
import { privateAccess } from "./private-state.ts";
import { REFUSED, type Uncopyable } from "./refusals.ts";
import { loadedModule, type Member, type Registration, registrationOf } from "./registration.ts";

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

export function packFunction(packer: Packer, fn: Function): Value {
  const registration = registrationOf(fn);
  if (registration === undefined) {
    if (NATIVE.test(Function.prototype.toString.call(fn))) packer.refuse(REFUSED.native(fn));
    return packer.byReference(fn);
  }
  if (registration.member !== undefined) return packMember(packer, fn, registration.member);
  const module = loadedModule(registration.module);
  const entry = module.table.functions[registration.index]!;
  if (packer.instrumented || travelsAgain(entry)) packer.modules[module.table.hash] = module.table;

  const frame: Frame = { table: module.table, entry, capture: undefined };
  packer.frames.push(frame);
  if (packer.frames.length === 1) packer.path.push(entry.name || "closure");
  refuseUses(packer, frame);
  const node: Draft<FunctionNode> = { t: "function", code: "", captured: [] };
  const reference = packer.add(fn, node);
  packer.underWay.add(reference.$);
  const unfinished: Unfinished = { node, module, index: registration.index, late: [], cells: [] };
  packer.unfinished.push(unfinished);
  const values = readCaptures(packer, registration, frame);
  if (values !== undefined) packCaptures(packer, values, unfinished, frame);
  packer.underWay.delete(reference.$);
  frame.capture = undefined;
  packState(packer, fn, entry, node);
  if (registration.identity !== undefined) packIdentity(packer, fn, registration.identity, node);
  packer.frames.pop();
  if (packer.frames.length === 0) packer.path.pop();
  return reference;
}

function refuseUses(packer: Packer, frame: Frame): void {
  const refuse = (name: string, place: Place | undefined, refusal: Uncopyable): void => {
    if (place === undefined) return;
    frame.capture = { name, line: place[0], column: place[1] };
    packer.step(` → ${name}`, () => packer.refuse(refusal));
  };
  const { uses } = frame.entry;
  refuse("arguments", uses.arguments, REFUSED.arguments);
  refuse("super", uses.super, REFUSED.super);
  refuse("new.target", uses.newTarget, REFUSED.newTarget);
  refuse("import.meta", uses.importMeta, REFUSED.importMeta);
  refuse("#private", uses.private, REFUSED.private);
}

/** The values that a function captures; undefined when it is only being checked and one of them is not there yet. */
function readCaptures(packer: Packer, { read }: Registration, frame: Frame): unknown[] | undefined {
  try {
    return read?.() ?? [];
  } catch (error) {
    if (packer.dry) return undefined;
    const message = error instanceof Error ? error.message : String(error);
    const name = /['"]([\w$]+)['"]/.exec(message)?.[1] ?? "this";
    const { entry } = frame;
    frame.capture = entry.captures.find((each) => each.name === name) ?? {
      name,
      line: entry.line,
      column: entry.column,
    };
    return packer.step(` → ${name}`, () => packer.refuse(REFUSED.notYet(message)));
  }
}

function packCaptures(packer: Packer, values: readonly unknown[], unfinished: Unfinished, frame: Frame): void {
  const { node } = unfinished;
  const { captures, imports, tokens, uses, isBase } = frame.entry;
  const tokenValues = values.slice(values.length - tokens.length);
  let next = 0;
  if (uses.this) {
    const [line, column] = uses.this;
    frame.capture = { name: "this", line, column };
    const self = values[next++];
    node.this = packer.step(" → this", () => packer.value(self));
    if (packer.isLate(node.this)) packer.refuse(REFUSED.circularThis);
  }
  captures.forEach((capture, i) => {
    frame.capture = capture;
    const value = values[next++];
    if (isBase && !capture.early && capture.token === undefined && isThing(value)) {
      unfinished.late.push(i);
      node.captured.push(undefined);
      node.deferred = [...(node.deferred ?? []), i];
      packer.atEnd(() => {
        frame.capture = capture;
        node.captured[i] = packer.step(` → ${capture.name}`, () => packer.value(value));
      });
      return;
    }
    packer.path.push(` → ${capture.name}`);
    const packed =
      capture.token === undefined
        ? capture.assigned
          ? packer.stateValue(value)
          : packer.value(value)
        : packCell(packer, capture, value, tokenValues[tokens.indexOf(capture.token as string)], unfinished, i);
    packer.path.pop();
    node.captured.push(packed);
    if (!packer.isLate(packed)) return;
    if (capture.early) packer.step(` → ${capture.name}`, () => packer.refuse(REFUSED.circularClass));
    unfinished.late.push(i);
  });
  if (imports.length > 0) {
    node.imports = imports.map(({ specifier, imported: name, engine }) => {
      if (engine) return packer.add(undefined, { t: "import", specifier, name });
      const local = packer.local.push(values[next++]) - 1;
      return packer.add(undefined, {
        t: "import",
        specifier,
        name,
        importer: frame.table.url ?? frame.table.file,
        local,
      });
    });
  }
  if (tokens.length > 0) node.environments = tokenValues.map((token) => packer.environment(token).id);
}

function isThing(value: unknown): boolean {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

/** A variable that other functions may share. */
function packCell(
  packer: Packer,
  { name, token }: Capture,
  value: unknown,
  scope: unknown,
  unfinished: Unfinished,
  index: number,
): Value {
  if (token === false) packer.refuse(REFUSED.headVariable);
  const environment = packer.environment(scope);
  const { values, users } = environment;
  users.set(name, (users.get(name) ?? 0) + 1);
  unfinished.cells.push({ capture: index, name, environment });
  if (!Object.hasOwn(values, name)) {
    // There before its value is packed, which may lead back here.
    values[name] = undefined;
    values[name] = packer.stateValue(value);
  }
  return values[name];
}

function packIdentity(packer: Packer, owner: Function, identity: string, node: Draft<FunctionNode>): void {
  node.identity = identity;
  const constant = packer.dry ? undefined : constantKey(owner);
  if (constant === undefined) return;
  node.constant = constant;
  if (!packer.instrumented) node.local = packer.local.push(owner) - 1;
}

/** What was put onto a function or class after it was made, and a class's static state. */
function packState(packer: Packer, fn: Function, entry: FunctionEntry, node: Draft<FunctionNode>): void {
  const keys = ownKeysOf(fn);
  if (keys.length > 0) {
    const properties = packProperties(packer, fn, keys, fn);
    if (properties.length > 0) node.properties = properties;
  }
  const prototype: unknown = Object.hasOwn(fn, "prototype") ? (fn as { prototype: unknown }).prototype : undefined;
  if (typeof prototype === "object" && prototype !== null) packPrototype(packer, fn, prototype, entry, node);
  const access = entry.kind === "class" ? privateAccess(fn) : undefined;
  if (access !== undefined && access.staticFields.length > 0) {
    const view = access.view(fn);
    node.privates = access.staticFields.map((name) => packer.step(`.#${name}`, () => packer.stateValue(view[name])));
  }
}

function packPrototype(
  packer: Packer,
  fn: Function,
  prototype: object,
  entry: FunctionEntry,
  node: Draft<FunctionNode>,
): void {
  const isClass = entry.kind === "class";
  if (!isClass && !Object.hasOwn(prototype, "constructor")) {
    // A generator's is made by the language; any other was put there by the program.
    if (!/Generator\]$/.test(Object.prototype.toString.call(prototype))) {
      node.prototypeObject = packer.step(".prototype", () => packer.value(prototype));
    }
    return;
  }
  const keys = Reflect.ownKeys(prototype).filter((key) => key !== "constructor");
  if (keys.length > 0) {
    const properties = packer.step(".prototype", () => packProperties(packer, prototype, keys, fn));
    if (properties.length > 0) node.prototype = properties;
  }
  const base: unknown = Object.getPrototypeOf(prototype);
  if (!isClass && base !== Object.prototype) node.prototypeBase = packer.step(".prototype", () => packer.value(base));
}

/** A method, getter or setter of a class travels as a part of it. */
function packMember(packer: Packer, fn: Function, { owner, key, static: isStatic, slot }: Member): Value {
  const node: Draft<ClassMemberNode> = { t: "member", owner: undefined, key: undefined, static: isStatic, slot };
  const reference = packer.add(fn, node);
  packer.underWay.add(reference.$);
  node.owner = packer.value(owner);
  node.key = packer.value(key);
  packer.underWay.delete(reference.$);
  return reference;
}
