/** What `import … from "sluice/testing"` gives in Node: the test kit beside the real world, whose threads and programs tests may use. */
import "./entry.ts";

export * from "../../testing/index.ts";
