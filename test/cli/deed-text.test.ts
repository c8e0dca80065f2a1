import { expect, test } from "vitest";
import { deedText } from "../../core/cli/lesson/deed-text.ts";
import type { WorldDeed } from "../../core/sim/deeds.ts";

const PEER = { host: "localhost", port: 9999 };

test.each<[WorldDeed, string]>([
  [{ kind: "line", ...PEER, line: "to be" }, "nc localhost:9999  1.2 s  to be"],
  [{ kind: "hang-up", ...PEER }, "nc localhost:9999  1.2 s  (ends its connections)"],
  [{ kind: "refuse", ...PEER }, "nc localhost:9999  1.2 s  (stops listening)"],
  [{ kind: "listen", ...PEER }, "nc localhost:9999  1.2 s  (listens again)"],
  [{ kind: "drop-file", path: "/in/a", content: { text: "wörter" } }, "file /in/a  1.2 s  (is there, 7 bytes)"],
  [{ kind: "append-file", path: "/in/a", content: { base64: "AP8=" } }, "file /in/a  1.2 s  (grows by 2 bytes)"],
  [{ kind: "move-file", from: "/a", to: "/in/a" }, "file /a  1.2 s  (moves to /in/a)"],
  [{ kind: "remove-file", path: "/in/a" }, "file /in/a  1.2 s  (is removed)"],
])("what happens around a program is told in a line: %j", (deed, text) => {
  expect(deedText({ ...deed, at: 1200 })).toBe(text);
});
