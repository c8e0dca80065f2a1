import { type ProjectOptions, packedProduct, projectFiles } from "../../core/project/project.ts";
import { zip } from "../zip/zip.ts";

/** A program's project as a zip; `packed` is Sluice as npm packs it. */
export function packProject(options: ProjectOptions, packed: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const modified = Date.now();
  const texts = [...projectFiles(options)].map(([path, text]) => ({
    path: `/${path}`,
    modified,
    bytes: new TextEncoder().encode(text),
  }));
  return zip([...texts, { path: `/${packedProduct(options.product)}`, modified, bytes: packed }]);
}
