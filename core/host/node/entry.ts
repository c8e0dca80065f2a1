/** What `import … from "sluice"` gives in Node: the engine, in the real world. */
import { installHost } from "../host.ts";
import { NodeHost } from "./node-host.ts";

// Whoever installed a host before (a test, the `sluice` command) keeps it.
const before = installHost(new NodeHost());
if (before !== undefined) installHost(before);

export * from "../../index.ts";
