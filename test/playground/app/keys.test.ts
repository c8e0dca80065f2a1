import { describe, expect, it } from "vitest";
import { commandOf, type KeyContext, type KeyPress } from "../../../playground/app/keys.ts";

function command(key: string, context: KeyContext, held: Partial<KeyPress> = {}, signs?: boolean): string | undefined {
  const free = { code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return commandOf({ key, ...free, ...held }, context, signs);
}

describe("keys", () => {
  it("work on the page", () => {
    expect(
      ["l", "L", " ", ".", ",", "[", "]", "ArrowLeft", "t", "?", "Escape"].map((key) => command(key, "page")),
    ).toEqual([
      "guide",
      "guide",
      "play",
      "step-on",
      "step-back",
      "slower",
      "faster",
      "batch-before",
      "table",
      "keys",
      "clear",
    ]);
  });

  it("leave a reader who types in peace, but for running and changing the pane", () => {
    expect(["l", " ", ".", "ArrowLeft", "Escape", "?"].map((key) => command(key, "text"))).toEqual(
      Array.from({ length: 6 }),
    );
    expect(command("Enter", "text", { ctrlKey: true })).toBe("run");
    expect(command("Enter", "text", { metaKey: true })).toBe("run");
    expect(command("F6", "text")).toBe("next-pane");
    expect(command("F6", "text", { shiftKey: true })).toBe("previous-pane");
  });

  it("go by tasks, too, also from a button", () => {
    expect([command(">", "page", { shiftKey: true }), command("<", "page")]).toEqual(["task-on", "task-back"]);
    expect(command("ArrowLeft", "page", { shiftKey: true })).toBe("task-back");
    expect(command("ArrowRight", "page", { shiftKey: true })).toBe("task-on");
    expect(command("ArrowRight", "control", { shiftKey: true })).toBe(undefined);
    expect(command(">", "control", { shiftKey: true })).toBe("task-on");
    expect(command(">", "text", { shiftKey: true })).toBe(undefined);
  });

  it("bring into form, compare and change the file from anywhere, whatever letter the keys make", () => {
    const held = { altKey: true, shiftKey: true };
    expect(command("Ï", "text", { ...held, code: "KeyF" })).toBe("format");
    expect(command("D", "page", { ...held, code: "KeyD" })).toBe("compare");
    expect(command("PageDown", "text", { altKey: true, code: "PageDown" })).toBe("next-file");
    expect(command("PageUp", "text", { altKey: true, code: "PageUp" })).toBe("previous-file");
    expect(command("f", "text", { altKey: true, code: "KeyF" })).toBeUndefined();
    expect(command("F", "text", { ...held, ctrlKey: true, code: "KeyF" })).toBeUndefined();
  });

  it("leave to a button, slider or list what is its own", () => {
    expect([" ", "ArrowLeft", "Enter"].map((key) => command(key, "control"))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(command("l", "control")).toBe("guide");
  });

  it("of one sign can be switched off; the others stay", () => {
    const press = (key: string, held: Partial<KeyPress> = {}) => command(key, "page", held, false);
    expect(["l", "T", "1", ".", "[", "?", ">"].map((key) => press(key))).toEqual(Array.from({ length: 7 }));
    expect([" ", "ArrowLeft", "Escape", "F6"].map((key) => press(key))).toEqual([
      "play",
      "batch-before",
      "clear",
      "next-pane",
    ]);
    expect(press("Enter", { ctrlKey: true })).toBe("run");
  });

  it("leave the browser its shortcuts", () => {
    expect(command("l", "page", { ctrlKey: true })).toBeUndefined();
    expect(command("t", "page", { metaKey: true })).toBeUndefined();
    expect(command("constructor", "page")).toBeUndefined();
  });
});
