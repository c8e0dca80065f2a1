/** The shortest way of a finger that is meant as a swipe, in pixels. */
const SHORTEST = 40;

/** Calls `moved` with -1 when a finger was drawn to the right across `element`, which brings what is before, and 1 to the left. */
export function swipe(element: HTMLElement, moved: (by: 1 | -1) => void): () => void {
  let start: Touch | undefined;
  const begin = (event: TouchEvent): void => {
    start = event.touches.length === 1 ? event.touches[0] : undefined;
  };
  const end = (event: TouchEvent): void => {
    const touch = event.changedTouches[0];
    if (start === undefined || touch === undefined) return;
    const across = touch.clientX - start.clientX;
    const isSwipe = Math.abs(across) > SHORTEST && Math.abs(across) > 2 * Math.abs(touch.clientY - start.clientY);
    start = undefined;
    if (isSwipe) moved(across > 0 ? -1 : 1);
  };
  element.addEventListener("touchstart", begin, { passive: true });
  element.addEventListener("touchend", end);
  return () => {
    element.removeEventListener("touchstart", begin);
    element.removeEventListener("touchend", end);
  };
}
