import { createRequire, isBuiltin } from "node:module";
import { isAbsolute } from "node:path";

const namespaces = new WeakMap<object, object>();

/** The namespace that `import * as …` of a package gives in the file `importer`, at once. */
export function importPackage(specifier: string, importer: string): unknown {
  const isPlace = isAbsolute(importer) || importer.startsWith("file:");
  const from = isBuiltin(specifier) || !isPlace ? `${process.cwd()}/` : importer;
  return namespaceOf(createRequire(from)(specifier) as object);
}

/** Node's own modules and those in CommonJS are what `import` gives as `default`. */
function namespaceOf(module: object): object {
  if (Object.prototype.toString.call(module) === "[object Module]") return module;
  let namespace = namespaces.get(module);
  if (namespace === undefined) {
    namespace = { __proto__: null, ...module, default: module };
    namespaces.set(module, namespace);
  }
  return namespace;
}
