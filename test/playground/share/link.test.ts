import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadLinkError, isLink, linkOf, type Shared, sharedOf } from "../../../playground/share/link.ts";
import { oneFile } from "../../../playground/work/files.ts";

const WORD_COUNT = {
  program: {
    entry: "program.ts",
    files: new Map([
      ["program.ts", "const ssc = 1; // 词频 😀\n"],
      ["helpers/words.ts", "export const words = 1;\n"],
    ]),
  },
  seed: 1,
  happenings: [
    { kind: "line", at: 300, host: "localhost", port: 9999, line: "hello world" },
    { kind: "line", at: 1300, host: "localhost", port: 9999, line: "" },
    { kind: "hang-up", at: 1700, host: "localhost", port: 9999 },
  ],
} satisfies Shared;

/** A link with any text in it. */
const linkWith = (text: string | Uint8Array): string => `#/shared/${deflateRawSync(text).toString("base64url")}`;

describe("a link that holds a program", () => {
  test("gives back what was put in", async () => {
    const link = await linkOf(WORD_COUNT);
    expect(isLink(link)).toBe(true);
    expect(link).toMatch(/^#\/shared\/[\w-]+$/);
    expect(await sharedOf(link)).toEqual(WORD_COUNT);
  });

  test("whatever the program is", async () => {
    const peer = { at: fc.nat(), host: fc.string(), port: fc.integer({ min: 0, max: 65_535 }) };
    const line = fc.record({ kind: fc.constant("line" as const), ...peer, line: fc.string({ unit: "grapheme" }) });
    const hangUp = fc.record({ kind: fc.constant("hang-up" as const), ...peer });
    const content = fc.oneof(
      fc.record({ text: fc.string({ unit: "grapheme" }) }),
      fc.uint8Array().map((bytes) => ({ base64: Buffer.from(bytes).toString("base64") })),
    );
    const path = fc.string({ minLength: 1 }).filter((name) => !name.includes("\0"));
    const at = fc.nat();
    const deeds = [
      fc.record({ kind: fc.constantFrom("refuse" as const, "listen" as const), ...peer }),
      fc.record({ kind: fc.constantFrom("drop-file" as const, "append-file" as const), at, path, content }),
      fc.record({ kind: fc.constant("move-file" as const), at, from: path, to: path }),
      fc.record({ kind: fc.constant("remove-file" as const), at, path }),
    ];
    const happenings = fc.array(fc.oneof(line, hangUp, ...deeds));
    const program = fc.string({ unit: "grapheme" }).map((text) => oneFile("program.ts", text));
    const shared = fc.record({ program, seed: fc.nat(), happenings });
    await fc.assert(
      fc.asyncProperty(shared, async (it) => {
        expect(await sharedOf(await linkOf(it))).toEqual(it);
      }),
    );
  });

  test("gives back all that goes wrong", async () => {
    const happenings: Shared["happenings"] = [
      { kind: "kill-driver", at: 1300, restart: 2000 },
      { kind: "kill-driver", at: 5000 },
      { kind: "start-driver", at: 6100 },
      { kind: "kill-receiver", at: 7000, stream: 1 },
      { kind: "kill-executor", at: 7000, executor: 2 },
      { kind: "fail-writes", at: 8000, files: "log" },
      { kind: "fail-writes", at: 8000, files: "any", lasts: 5000 },
      { kind: "slow-tasks", at: 9000, by: 600, lasts: 1000 },
      { kind: "slow-tasks", at: 9000, by: 0, partition: 3 },
    ];
    const shared = { ...WORD_COUNT, happenings };
    expect(await sharedOf(await linkOf(shared))).toEqual(shared);
  });

  test("may be one of the first, which held one file and lines", async () => {
    const happenings = WORD_COUNT.happenings.filter(({ kind }) => kind === "line");
    const lines = happenings.map(({ at, host, port, line }) => ({ at, host, port, line }));
    const { seed } = WORD_COUNT;
    const link = linkWith(JSON.stringify({ version: 1, program: "let a = 1;", seed, lines }));
    expect(await sharedOf(link)).toEqual({ program: oneFile("program.ts", "let a = 1;"), seed, happenings });
  });

  test("that nobody could open is not made, however well it could be compressed", async () => {
    const drop = { kind: "drop-file", path: "/a", content: { text: "a".repeat(400_000) } } as const;
    const happenings = [1, 2, 3].map((at) => ({ at, ...drop }));
    await expect(linkOf({ ...WORD_COUNT, happenings })).rejects.toThrow(RangeError);
    const fits = { ...WORD_COUNT, happenings: happenings.slice(1) };
    expect(await sharedOf(await linkOf(fits))).toEqual(fits);
  });

  test("is not made of a program that no link may bring", async () => {
    const program = oneFile("program.ts", "1".repeat(600_000));
    await expect(linkOf({ ...WORD_COUNT, program })).rejects.toThrow(RangeError);
  });

  test("is short for a short program", async () => {
    const program = Array.from({ length: 40 }, (_, i) => `const stream${i} = lines.map((line) => line.length);`).join(
      "\n",
    );
    expect((await linkOf({ ...WORD_COUNT, program: oneFile("program.ts", program) })).length).toBeLessThan(800);
  });
});

describe("a link that is not one of ours", () => {
  const { seed, happenings } = WORD_COUNT;
  const whole = { version: 2, entry: "program.ts", files: [["program.ts", ""]], seed, happenings };
  const several = (entry: string, files: unknown[]) => linkWith(JSON.stringify({ ...whole, entry, files }));
  test.each([
    ["cut off", "#/shared/q1bKSCxSslIqSy0qzszPU7JSMl"],
    ["no base64", "#/shared/%%%"],
    ["not compressed", "#/shared/aGVsbG8"],
    ["empty", "#/shared/"],
    ["no JSON", linkWith("hello")],
    ["no text", linkWith(Uint8Array.of(0xff, 0xfe))],
    ["of another version", linkWith(JSON.stringify({ ...whole, version: 3 }))],
    ["with more than we know", linkWith(JSON.stringify({ ...whole, run: true }))],
    [
      "with a program that is no text",
      linkWith(JSON.stringify({ ...whole, files: [["program.ts", { toString: 1 }]] })),
    ],
    [
      "with a port that there is not",
      linkWith(JSON.stringify({ ...whole, happenings: [{ kind: "line", at: 1, host: "a", port: 70_000, line: "" }] })),
    ],
    [
      "with a time before the beginning",
      linkWith(JSON.stringify({ ...whole, happenings: [{ kind: "line", at: -1, host: "a", port: 7, line: "" }] })),
    ],
    [
      "with a deed that we do not know",
      linkWith(JSON.stringify({ ...whole, happenings: [{ kind: "explode", at: 1 }] })),
    ],
    [
      "with a file that is too large",
      linkWith(
        JSON.stringify({
          ...whole,
          happenings: [{ kind: "drop-file", at: 1, path: "/a", content: { text: "a".repeat(500_001) } }],
        }),
      ),
    ],
    ["without its entry", several("program.ts", [["other.ts", ""]])],
    [
      "with a file outside of its folder",
      several("program.ts", [
        ["program.ts", ""],
        ["../x.ts", ""],
      ]),
    ],
    [
      "with a file twice",
      several("program.ts", [
        ["program.ts", ""],
        ["program.ts", ""],
      ]),
    ],
    [
      "with more files than there may be",
      several(
        "0.ts",
        Array.from({ length: 51 }, (_, i) => [`${i}.ts`, ""]),
      ),
    ],
    [
      "with more text than there may be",
      several("a.ts", [
        ["a.ts", "1".repeat(300_000)],
        ["b.ts", "2".repeat(300_000)],
      ]),
    ],
    [
      "a prototype",
      linkWith(`{"version":2,"entry":"a.ts","files":[["a.ts",""]],"seed":1,"happenings":[],"__proto__":{"evil":1}}`),
    ],
    ["that unpacks to far more than it is", linkWith("a".repeat(50_000_000))],
  ])("%s", async (_, link) => {
    await expect(sharedOf(link)).rejects.toThrow(BadLinkError);
  });

  test("whatever stands there", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expect(sharedOf(`#/shared/${Buffer.from(bytes).toString("base64url")}`)).rejects.toThrow(BadLinkError);
      }),
    );
  });
});
