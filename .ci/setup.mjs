// Set-up on a fresh clone: what `npm start`, `npm test` and the other scripts need and this machine does not have yet.
// It uses nothing but Node's own modules, no newer than Node 20, since it runs before the install, and is done in a blink when
// there is nothing to do.
//
//   node .ci/setup.mjs [--build] [--playground] [--browser]
//     --build       also compile core to dist/ when it changed, so that `npx sluice` works
//     --playground  also build the playground when something of it changed
//     --browser     also what the tests want of the machine: Chromium, a Chinese font, netcat
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CHROMIUM_ADVICE, findChromium } from "./chromium.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";

// All of this talks to people, and `npx sluice` has its results on stdout: so it talks on stderr.
function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

function run(command, args, { env = {}, quiet = false, expected } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", quiet ? "ignore" : 2, expected === undefined ? "inherit" : "pipe"],
    encoding: "utf8",
  });
  if (result.signal === "SIGINT" || result.signal === "SIGTERM") {
    say("interrupted; run the same command again to go on");
    process.exit(130);
  }
  if (result.error) say(`${command} could not be started: ${result.error.message}`);
  if (result.status === 0) return true;
  if (expected !== undefined && result.stderr?.includes(expected)) return expected;
  process.stderr.write(result.stderr ?? "");
  return false;
}

/** True when npm did it, `expected` when it failed with that word, false when it failed otherwise. */
function npm(args, expected) {
  const path = process.env.npm_execpath;
  if (path?.endsWith("npm-cli.js")) return run(process.execPath, [path, ...args], { expected });
  return run(windows ? "npm.cmd" : "npm", args, { expected });
}

// --- packages ---

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Why the packages have to be installed, or undefined. npm writes its hidden lockfile last, so a torn install has none. */
function whyInstall() {
  if (!existsSync(join(root, "node_modules"))) return "not installed yet";
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (wanted === undefined)
    fail("package-lock.json is missing or damaged: get it back with `git checkout package-lock.json`");
  const present = readJson(join(root, "node_modules/.package-lock.json"))?.packages;
  if (present === undefined) return "the last install did not finish";
  for (const [path, { version, optional, devOptional, link }] of Object.entries(wanted)) {
    if (path === "" || link) continue;
    const there = present[path];
    if (there === undefined ? !optional && !devOptional : there.version !== version) {
      return `${path.replace(/^.*node_modules\//, "")} is not the one in package-lock.json`;
    }
  }
  const node = join(root, windows ? "node_modules/node/bin/node.exe" : "node_modules/node/bin/node");
  if (!existsSync(node) || statSync(node).size < 1e6) return "the last install did not finish";
  return undefined;
}

function installPackages() {
  const why = whyInstall();
  if (why === undefined) return;
  say(`installing the packages (${why}); this takes 10 to 60 seconds and needs the network once`);
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  let done = npm(["ci", ...flags], "EUSAGE");
  if (done === "EUSAGE") {
    // Also where a registry does not have what the lockfile names for other platforms.
    say("package-lock.json does not fit: using npm install, which leaves it as it is");
    done = npm(["install", "--no-save", ...flags]);
  }
  if (!done) fail("npm could not install the packages: see above for the cause; then run the same command again");
  const still = whyInstall();
  if (still !== undefined) {
    fail(
      `npm ended, but ${still}. Are install scripts switched off (\`npm config get ignore-scripts\`)? The package "node" needs its own.`,
    );
  }
}

/** npx finds the command in node_modules/.bin only; a package's own command is not there by itself. */
function linkCommand() {
  if (windows) return;
  const link = join(root, "node_modules/.bin/sluice");
  if (lstatSync(link, { throwIfNoEntry: false })) return;
  symlinkSync("../../core/cli/launch.mjs", link);
}

// --- what is built ---

function* inputs(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== "dist" && name !== "node_modules") yield* inputs(join(path, name));
  }
}

function fingerprint(names) {
  const hash = createHash("sha256");
  for (const name of [...names, ".ci/tsconfig.base.json", "package-lock.json"]) {
    for (const path of inputs(join(root, name))) {
      const { mtimeMs, size } = statSync(path);
      hash.update(`${path} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest("hex");
}

/** Does `make`, which makes the folder `made`, when something below `names` has changed since it was last done. */
function whenChanged(made, names, make) {
  const stamp = join(root, made, ".built");
  const now = fingerprint(names);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  make();
  mkdirSync(join(root, made), { recursive: true });
  writeFileSync(stamp, now);
}

const node = join(root, "node_modules/.bin/node");

function build() {
  whenChanged("dist", ["core"], () => {
    say("compiling core to dist/ (5 to 20 seconds)");
    const done = run(node, ["node_modules/typescript/bin/tsc", "-b"]);
    if (!done) say("core has the type errors above; dist/ was made all the same");
  });
}

function buildPlayground() {
  whenChanged("playground/dist", ["core", "lessons", "playground"], () => {
    say("building the playground (10 to 40 seconds)");
    const vite = ["node_modules/vite/bin/vite.js", "build", "--config", "playground/vite.config.ts"];
    if (!run(node, [...vite, "--logLevel", "warn"])) fail("the playground could not be built: see above");
  });
}

// --- what the tests want of the machine ---

function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((dir) => dir !== "" && existsSync(join(dir, name)));
}

function hasChineseFont() {
  if (process.platform !== "linux") return true;
  const dirs = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/truetype/wqy"];
  return dirs.some((dir) => existsSync(dir) && readdirSync(dir).some((name) => /CJK|wqy/.test(name)));
}

function prepareForTests() {
  if (process.env.CHROMIUM && !existsSync(process.env.CHROMIUM)) {
    fail(`the environment variable CHROMIUM names ${process.env.CHROMIUM}, which does not exist`);
  }
  const missing = [];
  if (findChromium() === undefined) missing.push("chromium");
  if (!hasChineseFont()) missing.push("fonts-noto-cjk");
  if (!windows && !onPath("nc")) missing.push("netcat-openbsd");
  if (missing.length === 0) return;

  const debian = existsSync("/etc/debian_version") && onPath("apt-get");
  if (debian && process.getuid?.() === 0) {
    say(`installing ${missing.join(", ")} with apt-get; this takes 1 to 3 minutes`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const quiet = ["-qq", "-o", "Acquire::Retries=3", "-o", "Dpkg::Use-Pty=0"];
    const done =
      run("apt-get", ["update", ...quiet], { env, quiet: true }) &&
      run("apt-get", ["install", "-y", "--no-install-recommends", ...quiet, ...missing], { env, quiet: true });
    if (!done) say("apt-get failed: see above");
  }
  if (findChromium() === undefined) {
    const text = `Chromium was not found, and the browser tests need it. ${CHROMIUM_ADVICE}`;
    if (process.env.CI) fail(text);
    say(text);
  }
  if (!hasChineseFont())
    say("no Chinese font was found: pictures of the Chinese pages will show boxes (Debian: fonts-noto-cjk)");
}

// --- one at a time: two terminals on a fresh clone must not install into each other ---

function withLock(work) {
  const lock = join(tmpdir(), `sluice-setup-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
  let told = false;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, "utf8") : 0);
    const torn = holder === 0 && Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 5000;
    if (!torn && (holder === 0 || alive(holder))) {
      if (!told && holder !== 0) say(`waiting for another set-up of this folder (process ${holder})`);
      told ||= holder !== 0;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    } else {
      rmSync(lock, { force: true });
    }
  }
  const unlock = () => rmSync(lock, { force: true });
  process.on("exit", unlock);
  work();
  process.off("exit", unlock);
  unlock();
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Does what is missing; ends the process with a message when it cannot.
 * @param {{ build?: boolean, playground?: boolean, browser?: boolean }} options
 */
export function setUp({ build: wantsBuild = false, playground = false, browser = false } = {}) {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    fail(`Node ${process.versions.node} is too old to set up with: install Node 20 or newer from https://nodejs.org`);
  }
  withLock(() => {
    installPackages();
    linkCommand();
    if (wantsBuild) build();
    if (playground) buildPlayground();
    if (browser) prepareForTests();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = new Set(process.argv.slice(2));
  setUp({
    build: options.has("--build"),
    playground: options.has("--playground"),
    browser: options.has("--browser"),
  });
}
