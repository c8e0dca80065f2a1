/** Where an export is found in every thread. */
export interface ExportName {
  readonly specifier: string;
  readonly name: string;
}

const modules = new Map<string, object>();
const names = new Map<unknown, ExportName>();

/** Makes known a module of the engine, whose exports travel by name: each thread has its own. The first name of a value stays. */
export function registerModule(specifier: string, namespace: object): void {
  modules.set(specifier, namespace);
  for (const [name, value] of Object.entries(namespace)) {
    const isThing = typeof value === "function" || (typeof value === "object" && value !== null);
    if (isThing && !names.has(value)) names.set(value, { specifier, name });
  }
}

/** Makes known one value of the engine that travels by name. Called where it is declared; each name once. */
export function registerExport(specifier: string, name: string, value: object): void {
  const namespace = modules.get(specifier) as Record<string, unknown> | undefined;
  if (namespace === undefined) modules.set(specifier, { [name]: value });
  else if (Object.hasOwn(namespace, name)) throw new TypeError(`Two things of ${specifier} are called ${name}`);
  else namespace[name] = value;
  if (!names.has(value)) names.set(value, { specifier, name });
}

export function registeredModule(specifier: string): object | undefined {
  return modules.get(specifier);
}

/** The name of a value that a registered module exports. */
export function exportName(value: unknown): ExportName | undefined {
  return names.get(value);
}
