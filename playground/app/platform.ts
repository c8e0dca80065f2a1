import { type Disks, openDisks } from "../disk/disks.ts";
import type { EditorOptions, ProgramEditor } from "../editor/editor.ts";
import type { ProgramSession } from "../sandbox/protocol.ts";
import { createSession } from "../sandbox/session.ts";

/** What the application stands on: where programs run, where their files are kept, and where they are written. */
export interface Platform {
  /** Where the program runs that the reader sees. */
  readonly session: ProgramSession;
  /** Another place for programs, to be disposed of by whoever asked for it. */
  newSession(): ProgramSession;
  readonly disks: Disks;
  openEditor(element: HTMLElement, options: EditorOptions): Promise<ProgramEditor>;
}

export function openPlatform(): Platform {
  // The editor is most of the page's weight: it is on its way while everything else is made, which is there before it.
  const editor = import("../editor/editor.ts");
  // When it cannot be had, whoever opens it hears so, however late that is.
  editor.catch(() => {});
  return {
    session: createSession(),
    newSession: createSession,
    disks: openDisks(),
    openEditor: async (element, options) => (await editor).createEditor(element, options),
  };
}
