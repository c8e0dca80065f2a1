import type { EditorOptions, ProgramEditor } from "../editor/editor.ts";
import type { ProgramSession } from "../sandbox/protocol.ts";
import { createSession } from "../sandbox/session.ts";

/** What the application stands on: where programs run, and where they are written. */
export interface Platform {
  readonly session: ProgramSession;
  openEditor(element: HTMLElement, options: EditorOptions): Promise<ProgramEditor>;
}

export function openPlatform(): Platform {
  return {
    session: createSession(),
    // The editor is most of the page's weight: everything else is there before it.
    openEditor: async (element, options) => (await import("../editor/editor.ts")).createEditor(element, options),
  };
}
