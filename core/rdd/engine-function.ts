/** How one of the engine's own functions is made: around functions of the user's, and data. */
interface Recipe {
  readonly build: (functions: readonly unknown[], data: unknown) => object;
  readonly functions: readonly unknown[];
  readonly data: unknown;
}

const RECIPE: unique symbol = Symbol("recipe");

/**
 * Declares a function of the engine's that calls functions of the user's. What the result makes can stand wherever a function of the
 * user's can: a task gets it made anew around its own copies of those, from the same data.
 */
export function engineFunction<F extends readonly unknown[], D, R extends (...args: never[]) => unknown>(
  build: (functions: F, data: D) => R,
): (functions: F, data: D) => R {
  return (functions, data) => {
    const made = build(functions, data) as R & { [RECIPE]?: Recipe };
    made[RECIPE] = { build: build as unknown as Recipe["build"], functions, data };
    return made;
  };
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
  return recipe.build(
    recipe.functions.map((each) => ownFunction(each, own)),
    recipe.data,
  ) as F;
}

function recipeOf(f: unknown): Recipe | undefined {
  return typeof f === "function" ? (f as { [RECIPE]?: Recipe })[RECIPE] : undefined;
}
