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

/** Puts a comparison of a text with a file as it is into `element`, which it fills. */
export function compare(
  element: HTMLElement,
  before: string,
  now: monaco.editor.ITextModel,
  labels: ComparisonLabels,
): Comparison {
  const original = monaco.editor.createModel(before, "typescript", now.uri.with({ scheme: "start" }));
  original.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
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
  editor.setModel({ original, modified: now });
  return {
    focus: () => editor.focus(),
    dispose: () => {
      editor.dispose();
      original.dispose();
    },
  };
}
