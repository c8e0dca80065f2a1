import { createRequire } from "node:module";
import type { ReviveEnvironment } from "../../core/closure/index.ts";

const require = createRequire(import.meta.url);

/** What an executor on Node gives: the modules of the platform. */
export const environment: ReviveEnvironment = {
  import: (specifier) => {
    const module = require(specifier) as object;
    return { __proto__: null, default: module, ...module };
  },
};
