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
  return {
    session: createSession(),
    newSession: createSession,
    disks: openDisks(),
    // The editor is most of the page's weight: everything else is there before it.
    openEditor: async (element, options) => (await import("../editor/editor.ts")).createEditor(element, options),
  };
}
