/** How the private members of a class are reached from outside of it: the transform puts a call that hands this over into the class. */
export interface PrivateAccess {
  /** Names of the private fields of instances and of the class itself. */
  readonly fields: readonly string[];
  readonly staticFields: readonly string[];
  /** Was `object` made by this class? */
  readonly has: (object: object) => boolean;
  /** The private members of `object` as properties. */
  readonly view: (object: object) => Record<string, unknown>;
  /** By name: reading one, and asking whether it is there; only in classes whose functions can travel without it. */
  readonly read?: Readonly<Record<string, (object: object) => unknown>>;
  readonly brand?: Readonly<Record<string, (object: object) => boolean>>;
}

/** Every class whose constructor knows `reviving`; with access if it has private members. */
const classes = new WeakMap<Function, PrivateAccess | undefined>();

/** Called by the class itself, while it is being defined. */
export function declareClass(owner: Function, access?: PrivateAccess): void {
  classes.set(owner, access);
}

export function privateAccess(owner: Function): PrivateAccess | undefined {
  return classes.get(owner);
}

/** Does the class have private members, which nobody but itself can put into an object? */
export function hasPrivateMembers(owner: Function): boolean {
  return classes.get(owner) !== undefined;
}

/** Swallows whatever the parameter patterns of a constructor do with it. */
const anything: object = new Proxy(function any() {}, {
  get(_target, key): unknown {
    if (key === Symbol.iterator) return function* (): Generator<unknown> {};
    if (key === Symbol.toPrimitive) return () => 0;
    return anything;
  },
  apply: () => anything,
  construct: () => anything,
});

/**
 * While `on`, constructors and field initialisers compiled by Sluice do nothing: an object is being made whose state comes from a
 * copy. `args` is what constructors are given and pass on: as many as any has parameters, so that no default value is computed.
 */
export const reviving = { on: false, args: new Array<object>(32).fill(anything) };

/** An object of a class without its state; no constructor of the program runs. `make` makes what the language makes of it, for a `new.target`. */
export function bareInstance(owner: Function, make: (newTarget: Function) => object): object {
  for (let next: unknown = owner; typeof next === "function"; next = Object.getPrototypeOf(next)) {
    if (hasPrivateMembers(next)) return withoutState(constructBare(owner, make));
  }
  return make(owner);
}

/** Field initialisers that do not compute anything are left in place by the transform: what they made goes. */
export function withoutState<O extends object>(object: O): O {
  for (const key of Reflect.ownKeys(object)) {
    if (Object.getOwnPropertyDescriptor(object, key)!.configurable) Reflect.deleteProperty(object, key);
  }
  return object;
}

/** Gives `to` the values of all private fields of `from`, an object of the same class. */
export function copyPrivates(from: object, to: object, copy: (value: unknown) => unknown): void {
  let owner: unknown = (Object.getPrototypeOf(from) as { constructor?: unknown } | null)?.constructor;
  for (; typeof owner === "function"; owner = Object.getPrototypeOf(owner)) {
    const access = classes.get(owner);
    if (!access?.has(from)) continue;
    const [source, target] = [access.view(from), access.view(to)];
    for (const name of access.fields) target[name] = copy(source[name]);
  }
}

/** An object of class `Class` with its private members in place but no state, without running any constructor's body. */
function constructBare(Class: Function, base: (newTarget: Function) => object): object {
  // The private members can only be put in place by constructing. `base` stands in for what is not the user's at the end of the chain.
  let last = Class;
  for (let next = Object.getPrototypeOf(last); isClass(next); next = Object.getPrototypeOf(last)) last = next;
  const original = Object.getPrototypeOf(last) as Function;
  const extended = original !== Function.prototype;
  const wasOn = reviving.on;
  reviving.on = true;
  try {
    if (extended) {
      Object.setPrototypeOf(last, function standIn(this: unknown) {
        return base(new.target as unknown as Function);
      });
    }
    return Reflect.construct(Class, reviving.args) as object;
  } finally {
    reviving.on = wasOn;
    if (extended) Object.setPrototypeOf(last, original);
  }
}

function isClass(value: unknown): value is Function {
  return typeof value === "function" && classes.has(value);
}
