/** How a user's function travels: registered when its module is loaded, packed, and revived on an executor or out of a checkpoint. */
export { type Evaluator, setEvaluator } from "./evaluate.ts";
export { classIdentity } from "./has-instance.ts";
export { exportName, registerExport, registerModule } from "./modules.ts";
export { TaskNotSerializableError } from "./not-serializable.ts";
export { checkSerializable, type PackOptions, pack, packValues, portable } from "./pack.ts";
export type { Code, Packed } from "./packed.ts";
export { bareInstance, copyPrivates, hasPrivateMembers } from "./private-state.ts";
export { type ProgramModule, programChanges, programModules } from "./program-modules.ts";
export { isRegistered, siteOf, textOf } from "./registration.ts";
export { $module } from "./registry.ts";
export { type ReviveEnvironment, revive, reviveValues } from "./revive.ts";
export { isShareable, sharedCopy } from "./shareable.ts";
export { NAMED, NOT_SERIALIZABLE, SERIALIZE } from "./symbols.ts";
