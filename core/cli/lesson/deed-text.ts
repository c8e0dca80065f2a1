import { secondsText } from "../../lessons/words.ts";
import { bytesOf, type Happening, type WorldDeed } from "../../sim/deeds.ts";

/** What happens to the world around a program, in a line: to what, when, and what. */
export function deedText(deed: Happening<WorldDeed>): string {
  const at = secondsText(deed.at);
  switch (deed.kind) {
    case "line":
      return `${peer(deed)}  ${at}  ${deed.line}`;
    case "hang-up":
      return `${peer(deed)}  ${at}  (ends its connections)`;
    case "refuse":
      return `${peer(deed)}  ${at}  (stops listening)`;
    case "listen":
      return `${peer(deed)}  ${at}  (listens again)`;
    case "drop-file":
      return `file ${deed.path}  ${at}  (is there, ${bytesOf(deed.content).length} bytes)`;
    case "append-file":
      return `file ${deed.path}  ${at}  (grows by ${bytesOf(deed.content).length} bytes)`;
    case "move-file":
      return `file ${deed.from}  ${at}  (moves to ${deed.to})`;
    case "remove-file":
      return `file ${deed.path}  ${at}  (is removed)`;
  }
}

function peer({ host, port }: { readonly host: string; readonly port: number }): string {
  return `nc ${host}:${port}`;
}
