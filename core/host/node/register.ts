/**
 * For programs that are started by Node itself: `node --import sluice/register program.ts` compiles them as `sluice run` does, so that
 * their functions travel as copies and stack traces show their own lines.
 */
import { setSourceMapsSupport } from "node:module";
import { loadProgramsAsTypeScript } from "./loader.ts";

setSourceMapsSupport(true);
loadProgramsAsTypeScript();
