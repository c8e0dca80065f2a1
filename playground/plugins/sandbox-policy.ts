import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { bundleClassic } from "./classic.ts";

const MODULE = "virtual:sandbox-frame";
const FRAME = fileURLToPath(new URL("../sandbox/frame.ts", import.meta.url));

/**
 * The sandbox's frame and the policies that it stands on. A frame made by `srcdoc` is under its page's policy too, so both name the
 * frame's one script by its hash. No policy allows eval: programs and revived functions come from blobs.
 */
export function sandboxPolicy(): Plugin {
  let development = false;
  let frame: Promise<{ readonly script: string; readonly hash: string; readonly files: readonly string[] }> | undefined;

  const bundle = () => {
    frame ??= bundleClassic(FRAME).then(({ code, files }) => {
      const script = code.trim();
      if (script.includes("</script")) throw new Error("The frame's script must not contain an end tag");
      return { script, hash: `sha256-${createHash("sha256").update(script).digest("base64")}`, files };
    });
    return frame;
  };

  return {
    name: "sluice:sandbox-policy",
    configResolved(config) {
      development = config.command === "serve";
    },
    resolveId(id) {
      if (id === MODULE) return `\0${MODULE}`;
    },
    async load(id) {
      if (id !== `\0${MODULE}`) return;
      const { script, hash, files } = await bundle();
      for (const file of files) this.addWatchFile(file);
      const policy = framePolicy(hash);
      const html = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`;
      return `export const frameHtml = ${JSON.stringify(html)};`;
    },
    async watchChange(id) {
      if ((await frame)?.files.includes(id)) frame = undefined;
    },
    transformIndexHtml: {
      order: "pre",
      async handler() {
        const { hash } = await bundle();
        return [
          {
            tag: "meta",
            injectTo: "head-prepend",
            attrs: { "http-equiv": "Content-Security-Policy", content: pagePolicy(hash, development) },
          },
        ];
      },
    },
  };
}

function framePolicy(hash: string): string {
  return `default-src 'none'; script-src '${hash}' blob:; worker-src blob:; connect-src 'none'`;
}

/** `development`: Vite's own client keeps a socket open. */
function pagePolicy(hash: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' blob: '${hash}'`,
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "frame-src 'none'",
    "media-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
