/** Modules that the plugins make. */

declare module "virtual:classic:*" {
  /** The text of one classic script. */
  const script: string;
  export default script;
}

declare module "virtual:sandbox-frame" {
  /** The document of the sandbox's frame. */
  export const frameHtml: string;
}

declare module "virtual:engine-types" {
  /** The engine's declarations by path: `index.d.ts`, … */
  export const declarations: Readonly<Record<string, string>>;
}

declare module "virtual:product" {
  import type { Product } from "../core/project/project.ts";

  /** What an exported project has to know of Sluice. */
  export const product: Product;
  /** Where Sluice is, as npm packs it. */
  export const packedUrl: string;
}
