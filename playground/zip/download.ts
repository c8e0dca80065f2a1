/** Gives the reader a zip as a file; `title` becomes its name. */
export function downloadZip(bytes: Uint8Array<ArrayBuffer>, title: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.zip`;
  link.click();
  // the download has begun by then
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
