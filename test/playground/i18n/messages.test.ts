import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";
import { en } from "../../../playground/i18n/en.ts";
import { richParts } from "../../../playground/i18n/rich.ts";
import { zh } from "../../../playground/i18n/zh.ts";
import { literalTexts } from "./literal-texts.ts";

const PLAYGROUND = join(import.meta.dirname, "../../../playground");
const FOLDERS = ["app", "lessons", "project", "recorded", "share", "views", "work", "i18n"];

function files(ending: RegExp): { readonly name: string; readonly source: string }[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(PLAYGROUND, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => ending.test(name))
      .map((name) => ({ name: `${folder}/${name}`, source: readFileSync(join(PLAYGROUND, folder, name), "utf8") })),
  );
}

const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, "");
const placeholders = (message: string): string[] =>
  [...message.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();
const english: Readonly<Record<string, string>> = en;
const chinese: Readonly<Record<string, string>> = zh;

describe("messages", () => {
  it("are the same in both languages", () => {
    const englishKeys = new Set(Object.keys(english).map(withoutPlural));
    const chineseKeys = new Set(Object.keys(chinese).map(withoutPlural));
    expect([...chineseKeys].sort()).toEqual([...englishKeys].sort());
  });

  it("have both plural forms in English and the one of Chinese", () => {
    for (const key of Object.keys(english)) {
      if (key.endsWith("_one")) expect(Object.keys(english)).toContain(key.replace(/_one$/, "_other"));
      if (key.endsWith("_other")) expect(Object.keys(english)).toContain(key.replace(/_other$/, "_one"));
    }
    expect(Object.keys(chinese).filter((key) => key.endsWith("_one"))).toEqual([]);
  });

  it("take the same values in both languages", () => {
    for (const [key, message] of Object.entries(chinese))
      expect([key, placeholders(message)]).toEqual([key, placeholders(english[key]!)]);
  });

  it("are all used", () => {
    const source = files(/\.(svelte|ts)$/)
      .filter(({ name }) => !/i18n\/(en|zh)\.ts$/.test(name))
      .map((file) => file.source)
      .join("\n");
    const plain = new Set([...source.matchAll(/["']([\w-]+(?:\.[\w-]+)+)["']/g)].map(([, key]) => key));
    // A key that is put together stands for every key with its fixed pieces, one part of a name for each value.
    const composed = [...source.matchAll(/`((?:[\w.-]+|\$\{[^`{}]*\})+)`/g)]
      .map(([, template]) => template!)
      .filter((template) => /^[\w-]+\./.test(template) && template.includes("${"))
      .map((template) => new RegExp(`^${template.replaceAll(".", "\\.").replace(/\$\{[^{}]*\}/g, "[\\w-]+")}$`));
    const unused = [...new Set(Object.keys(english).map(withoutPlural))].filter(
      (key) => !plain.has(key) && !composed.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it("in Chinese keep a space between Chinese and Western signs, and neither 您 nor !", () => {
    const wrong = Object.entries(chinese).filter(([, message]) => {
      const plain = message.replace(/\{\{\w+\}\}/g, "0").replace(/[`*]/g, "");
      return /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]|您|！/.test(plain);
    });
    expect(wrong).toEqual([]);
  });

  it("set code and bold", () => {
    expect(richParts("Press **Run** at `a:1`.")).toEqual([
      { kind: "plain", text: "Press " },
      { kind: "bold", text: "Run" },
      { kind: "plain", text: " at " },
      { kind: "code", text: "a:1" },
      { kind: "plain", text: "." },
    ]);
  });
});

describe("components", () => {
  it("hold no words of their own", () => {
    // Names that are the same in every language.
    const names = new Set(["Sluice", "Ctrl", "Esc"]);
    const found = files(/\.svelte$/).flatMap(({ name, source }) =>
      literalTexts(parse(source, { modern: true }))
        .filter((text) => !names.has(text))
        .map((text) => `${name}: ${text}`),
    );
    expect(found).toEqual([]);
  });

  it("would be caught if they did", () => {
    const source = `<script lang="ts">const x = 1;</script><p title="A title">Some words {x === 1 ? "one more" : t("a.key")}</p>`;
    expect(literalTexts(parse(source, { modern: true }))).toEqual(["A title", "Some words", "one more"]);
  });
});
