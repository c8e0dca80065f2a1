import type { Attachment } from "svelte/attachments";

/** An element onto which files of the reader's disk can be dropped; it has `data-dropping` while some are over it. */
export function fileDrop(open: (files: readonly File[]) => void): Attachment<HTMLElement> {
  return (element) => {
    const over = (event: DragEvent, isOver: boolean): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // an editor inside would take it for text
      event.preventDefault();
      event.stopPropagation();
      element.toggleAttribute("data-dropping", isOver);
    };
    const entered = (event: DragEvent): void => over(event, true);
    const left = (event: DragEvent): void => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) over(event, false);
    };
    const dropped = (event: DragEvent): void => {
      over(event, false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) open(files);
    };
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    element.addEventListener("dragenter", entered, options);
    element.addEventListener("dragover", entered, options);
    element.addEventListener("dragleave", left, options);
    element.addEventListener("drop", dropped, options);
    return () => listening.abort();
  };
}
