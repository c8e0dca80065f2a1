import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { CHROMIUM_ADVICE, findChromium } from "../../.ci/chromium.mjs";

const CONFIG = fileURLToPath(new URL("../../playground/vite.config.ts", import.meta.url));

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The machine's Chromium, headless, started with more options of its own if need be. */
export async function launchChromium(options: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`This test needs Chromium. ${CHROMIUM_ADVICE}`);
  return chromium.launch({ executablePath, args: [...ARGS, ...options] });
}

/** Builds the pages below `root` with the playground's own configuration, into a folder of its own. */
export async function buildPages(root: string): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-pages-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await build({ configFile: CONFIG, root, logLevel: "warn", build: { outDir: folder, emptyOutDir: true } });
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

export interface TestServer {
  readonly address: string;
  /** Every request so far, as `METHOD PATH`; also the WebSockets that somebody tried to open. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves a folder on this machine and writes down what is asked of it; without a folder it answers everything with an empty script. */
export async function serve(folder?: string): Promise<TestServer> {
  const requests: string[] = [];
  const server: Server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (folder === undefined) {
      response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" }).end("");
      return;
    }
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    let file = join(folder, normalize(path));
    if (existsSync(file) && (await stat(file)).isDirectory()) file = join(file, "index.html");
    if (!file.startsWith(folder) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  server.on("upgrade", (request, socket) => {
    requests.push(`UPGRADE ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
