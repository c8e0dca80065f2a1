import { registerExport, SERIALIZE, textOf } from "../closure/index.ts";

/** How one of the engine's own functions is made: around functions of the user's, and data. */
interface Recipe {
  readonly make: (functions: readonly unknown[], data: unknown) => unknown;
  readonly functions: readonly unknown[];
  readonly data: unknown;
}

const RECIPE: unique symbol = Symbol("recipe");

/**
 * Makes a function or class of the engine's known by a name of its own, by which executors in other threads find theirs. Needed for all that a stage
 * may hold beside the user's functions.
 */
export function engineNamed<V extends object>(name: string, value: V): V {
  registerExport("sluice/engine", name, value);
  return value;
}

/**
 * Declares a function of the engine's that calls functions of the user's. What the result makes can stand wherever a function of the
 * user's can: a task gets it made anew around its own copies of those, from the same data.
 */
export function engineFunction<F extends readonly unknown[], D, R extends (...args: never[]) => unknown>(
  name: string,
  build: (functions: F, data: D) => R,
): (functions: F, data: D) => R {
  const make = (functions: F, data: D): R => {
    const made = build(functions, data) as R & { [RECIPE]?: Recipe; [SERIALIZE]?: typeof serialize };
    made[RECIPE] = { make: make as unknown as Recipe["make"], functions, data };
    made[SERIALIZE] = serialize;
    return made;
  };
  return engineNamed(name, make);
}

/** Such a function travels as its recipe. */
function serialize(this: { readonly [RECIPE]?: Recipe }): Recipe & { readonly kind: "engine-function" } {
  return { kind: "engine-function", ...this[RECIPE]! };
}

/** The functions of the user's in `f`: itself, or those that the engine wrapped. */
export function userFunctions(f: unknown): readonly unknown[] {
  const recipe = recipeOf(f);
  return recipe === undefined ? [f] : recipe.functions.flatMap(userFunctions);
}

/** A task's own copy of `f`, of which `own` copies the functions of the user's. */
export function ownFunction<F>(f: F, own: <G>(g: G) => G): F {
  const recipe = recipeOf(f);
  if (recipe === undefined) return own(f);
  return recipe.make(
    recipe.functions.map((each) => ownFunction(each, own)),
    recipe.data,
  ) as F;
}

/** What all functions made from one text, or by one of the engine's recipes, have in common. */
export function familyOf(f: Function): object | string {
  return recipeOf(f)?.make ?? textOf(f);
}

function recipeOf(f: unknown): Recipe | undefined {
  return typeof f === "function" ? (f as { [RECIPE]?: Recipe })[RECIPE] : undefined;
}
