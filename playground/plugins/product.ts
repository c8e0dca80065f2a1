import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plugin } from "vite";
import type { Product } from "../../core/project/project.ts";

const MODULE = "virtual:product";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const run = promisify(execFile);

/** The product as `npm publish` would pack it, compiled from the present source. */
async function pack(file: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-product-"));
  try {
    await run(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], { cwd: ROOT });
    const shell = process.platform === "win32";
    const destination = shell ? `"${folder}"` : folder;
    await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", destination], { cwd: ROOT, shell });
    return await readFile(join(folder, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `import { product, packedUrl } from "virtual:product"`: what an exported project has to know of Sluice, and where the packed Sluice is. */
export function product(): Plugin {
  let development = false;
  let base = "/";
  const about = async (): Promise<{ product: Product; file: string }> => {
    const whole = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as Product;
    const { node, "@types/node": types } = whole.devDependencies;
    const { version, engines, allowScripts } = whole;
    const product = { version, engines, devDependencies: { node, "@types/node": types }, allowScripts };
    return { product, file: `sluice-${version}.tgz` };
  };
  return {
    name: "sluice:product",
    configResolved(config) {
      development = config.command === "serve";
      base = config.base;
    },
    resolveId(id) {
      if (id === MODULE) return `\0${MODULE}`;
    },
    async load(id) {
      if (id !== `\0${MODULE}`) return;
      const { product, file } = await about();
      const url = development
        ? JSON.stringify(`${base}@product/${file}`)
        : `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name: file, source: await pack(file) })}`;
      return `export const product = ${JSON.stringify(product)};\nexport const packedUrl = ${url};`;
    },
    configureServer(server) {
      server.middlewares.use(`${base}@product/`, (_, response, next) => {
        const packed = about().then(({ file }) => pack(file));
        packed.then((bytes) => response.setHeader("content-type", "application/octet-stream").end(bytes), next);
      });
    },
  };
}
