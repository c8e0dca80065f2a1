import { describe, expect, test } from "vitest";
import { parseRoute, routeHash } from "../../../playground/lessons/route.ts";

describe("the address of a lesson", () => {
  test.each([
    ["", { place: "start" }],
    ["#/", { place: "start" }],
    ["#/?lang=zh", { place: "start", language: "zh" }],
    ["#/lessons", { place: "lessons" }],
    ["#/lessons/01-network-word-count", { place: "lessons", lesson: "01-network-word-count" }],
    ["#/lessons/03-life/gaps?lang=en", { place: "lessons", lesson: "03-life", page: "gaps", language: "en" }],
  ] as const)("%s", (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
    expect(parseRoute(routeHash(route))).toEqual(route);
  });

  test("what is not an address of ours is left alone", () => {
    for (const hash of ["#program", "#/other/01-a", "#/lessons/a/b/c"]) expect(parseRoute(hash)).toBeUndefined();
    expect(parseRoute("#/lessons/<b>/x?lang=fr")).toEqual({ place: "lessons", page: "x" });
  });
});
