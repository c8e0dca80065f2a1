/** Pixels between a popover and what opens it, and twice that to the edges of the window. */
const GAP = 4;

/** Where a popover stands, as styles. */
export interface PopoverPlace {
  readonly top: string;
  readonly bottom: string;
  readonly left: string;
  readonly maxHeight: string;
}

/** Before it has been opened. */
export const NO_PLACE: PopoverPlace = { top: "auto", bottom: "auto", left: "0", maxHeight: "none" };

/** The place of an open popover above or below its button, where one of their sides is in line, as far as it fits into the window. */
export function placeBeside(
  button: HTMLElement,
  popover: HTMLElement,
  { above = false, end = false }: { readonly above?: boolean; readonly end?: boolean },
): PopoverPlace {
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const width = popover.offsetWidth;
  const wanted = end ? right - width : left;
  const room = above ? top : innerHeight - bottom;
  return {
    top: above ? "auto" : `${bottom + GAP}px`,
    bottom: above ? `${innerHeight - top + GAP}px` : "auto",
    left: `${Math.max(2 * GAP, Math.min(wanted, innerWidth - width - 2 * GAP))}px`,
    maxHeight: `${room - 3 * GAP}px`,
  };
}
