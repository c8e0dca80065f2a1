/** What the Tab key stops at. */
const STOPS =
  ":is(a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary):not([tabindex='-1']), [tabindex='0']";
/** So many stops before the one that has the focus are remembered, the nearest first. */
const REMEMBERED = 8;

/**
 * The focus is never lost. When what has it goes, or cannot be used any more, whatever now stands in its place gets it: the first stop behind the one that
 * was before it. Gives the end of that.
 */
export function keepFocus(page: Document): () => void {
  let held: HTMLElement | undefined;
  let before: readonly HTMLElement[] = [];
  let byPointer = false;

  const focused = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement) || target === held) return;
    held = target;
    const around = stops(page);
    const here = around.findIndex((stop) => stop.compareDocumentPosition(target) !== Node.DOCUMENT_POSITION_FOLLOWING);
    before = around
      .slice(0, here === -1 ? around.length : here)
      .slice(-REMEMBERED)
      .reverse();
  };
  /** The reader has left it for nothing: that is what they want. */
  const left = ({ target }: FocusEvent): void => {
    queueMicrotask(() => {
      if (target === held && page.activeElement === page.body && isUsable(held)) held = undefined;
    });
  };
  const changed = (): void => {
    if (held === undefined || isUsable(held)) return;
    const { activeElement } = page;
    if (activeElement !== page.body && activeElement !== held && activeElement !== null) return;
    const place = heir(stops(page), before, byPointer);
    held = undefined;
    place?.focus({ preventScroll: byPointer });
  };
  const pointed = (): void => {
    byPointer = true;
  };
  const pressed = (): void => {
    byPointer = false;
  };

  const observer = new MutationObserver(changed);
  observer.observe(page.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  page.addEventListener("focusin", focused);
  page.addEventListener("focusout", left);
  page.addEventListener("pointerdown", pointed, true);
  page.addEventListener("keydown", pressed, true);
  return () => {
    observer.disconnect();
    page.removeEventListener("focusin", focused);
    page.removeEventListener("focusout", left);
    page.removeEventListener("pointerdown", pointed, true);
    page.removeEventListener("keydown", pressed, true);
  };
}

function isUsable(element: HTMLElement | undefined): boolean {
  return element?.isConnected === true && !element.matches(":disabled");
}

function stops(page: Document): HTMLElement[] {
  const open = page.querySelector<HTMLElement>("dialog:modal");
  return Array.from((open ?? page).querySelectorAll<HTMLElement>(STOPS)).filter((stop) =>
    stop.checkVisibility({ visibilityProperty: true }),
  );
}

/** A text that gets the focus brings up the keyboard of a phone: not where nobody types. */
function heir(
  now: readonly HTMLElement[],
  before: readonly HTMLElement[],
  byPointer: boolean,
): HTMLElement | undefined {
  const anchor = now.indexOf(before.find((stop) => now.includes(stop))!);
  const fits = (stop: HTMLElement): boolean => !byPointer || !stop.matches("input, textarea");
  return now.slice(anchor + 1).find(fits) ?? now[anchor];
}
