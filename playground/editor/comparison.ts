import { monaco } from "./monaco.ts";
import { textOptions } from "./monaco-surface.ts";

/** What screen readers call the two sides. */
export interface ComparisonLabels {
  readonly before: string;
  readonly now: string;
}

/** Two texts, and what differs: to be read, not edited. */
export interface Comparison {
  focus(): void;
  dispose(): void;
}

/** Narrower than this, in pixels, both texts stand in one column. */
const SIDE_BY_SIDE = 640;

/** Puts a comparison of a text with the file at an address, as it is, into `element`, which it fills; undefined: it is there no more. */
export function compare(
  element: HTMLElement,
  uri: monaco.Uri,
  before: string,
  now: monaco.editor.ITextModel | undefined,
  labels: ComparisonLabels,
): Comparison {
  const original = compared(before, uri.with({ scheme: "start" }));
  const none = now === undefined ? compared("", uri.with({ scheme: "none" })) : undefined;
  const editor = monaco.editor.createDiffEditor(element, {
    ...textOptions(element),
    readOnly: true,
    // nothing is typed here: Tab goes on
    tabFocusMode: true,
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: SIDE_BY_SIDE,
    ignoreTrimWhitespace: false,
    renderOverviewRuler: false,
    renderMarginRevertIcon: false,
    renderGutterMenu: false,
    originalAriaLabel: labels.before,
    modifiedAriaLabel: labels.now,
  });
  editor.setModel({ original, modified: now ?? none! });
  // computed in a worker; what changed may be far below
  const computed = editor.onDidUpdateDiff(() => {
    computed.dispose();
    editor.revealFirstDiff();
  });
  return {
    focus: () => editor.focus(),
    dispose: () => {
      editor.dispose();
      original.dispose();
      none?.dispose();
    },
  };
}

function compared(text: string, uri: monaco.Uri): monaco.editor.ITextModel {
  const model = monaco.editor.createModel(text, "typescript", uri);
  model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  return model;
}
