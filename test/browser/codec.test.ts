import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decode, encode } from "../../core/storage/codec.ts";
import { difference } from "../storage/same.ts";
import { launchChromium, serve, type TestServer } from "./chromium.ts";
import type { CodecPage } from "./codec-page/main.ts";
import { blocks } from "./codec-page/records.ts";
import { sharedPages } from "./pages.ts";

declare const codec: CodecPage;

let pages: string;
let server: TestServer;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  pages = await sharedPages(fileURLToPath(new URL("codec-page/", import.meta.url)));
  [server, browser] = await Promise.all([serve(pages), launchChromium()]);
  tab = await browser.newPage();
  await tab.goto(server.address);
  await tab.waitForFunction(() => "codec" in globalThis);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe("the codec in a page that may compile no text", () => {
  test("nothing is compiled there", async () => {
    expect(await tab.evaluate(() => codec.evalForbidden)).toBe(true);
  });

  test("what is written there, Node reads", async () => {
    const encoded = await tab.evaluate(() => codec.encoded());
    const expected = blocks();
    encoded.forEach((bytes, i) => {
      expect(bytes).toEqual(Array.from(encode(expected[i]!)));
      expect(difference(expected[i], decode(Uint8Array.from(bytes)))).toBeUndefined();
    });
    expect(encoded).toHaveLength(expected.length);
  });

  test("what Node writes, is read there", async () => {
    for (const records of blocks()) {
      const bytes = Array.from(encode(records));
      expect(await tab.evaluate((bytes) => codec.again(bytes), bytes)).toEqual(bytes);
    }
  });
});
