// Where Chromium is on this machine; used by the set-up and by the tests that drive a browser. Plain JavaScript: it also runs
// before the install, on Node 20.
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const FIXED = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Google\\Chrome\\Application\\chrome.exe"),
  join(process.env.LOCALAPPDATA ?? "C:\\", "Google\\Chrome\\Application\\chrome.exe"),
];

/** The browsers that `npx playwright-core install chromium` puts into the user's cache, the newest first. */
function playwrights() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), ".cache/ms-playwright"),
    join(homedir(), "Library/Caches/ms-playwright"),
    process.env.LOCALAPPDATA && join(process.env.LOCALAPPDATA, "ms-playwright"),
  ];
  const binaries = [
    "chrome-linux64/chrome",
    "chrome-linux/chrome",
    "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-win64/chrome.exe",
    "chrome-win/chrome.exe",
  ];
  const found = [];
  for (const cache of caches) {
    if (!cache || !existsSync(cache)) continue;
    const versions = readdirSync(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
    for (const version of versions) for (const binary of binaries) found.push(join(cache, version, binary));
  }
  return found;
}

/**
 * The path of a Chromium, or undefined when there is none. The environment variable CHROMIUM wins.
 * @returns {string | undefined}
 */
export function findChromium() {
  const wanted = process.env.CHROMIUM;
  if (wanted) {
    if (!existsSync(wanted)) throw new Error(`The environment variable CHROMIUM names ${wanted}, which does not exist`);
    return wanted;
  }
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((dir) => dir !== "")
    .flatMap((dir) => NAMES.map((name) => join(dir, name)));
  return [...onPath, ...FIXED, ...playwrights()].find((path) => existsSync(path));
}

/** How to get one, for messages. */
export const CHROMIUM_ADVICE =
  "Install Chromium or Chrome with your system's package manager, or run `npx playwright-core install chromium`, " +
  "or name one in the environment variable CHROMIUM.";
