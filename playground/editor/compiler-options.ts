/**
 * How programs are checked: as strictly as the engine itself. The numbers are TypeScript's own enums: ESNext, bundler, force; Monaco's
 * declarations know but some of them.
 */
export const COMPILER_OPTIONS = {
  target: 99,
  module: 99,
  moduleResolution: 100,
  moduleDetection: 3,
  lib: ["lib.es2024.d.ts", "lib.esnext.iterator.d.ts"],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedSideEffectImports: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  allowImportingTsExtensions: true,
  allowNonTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
};
