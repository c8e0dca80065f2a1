import { isLanguage, type Language } from "../i18n/languages.ts";

/** What an address asks for: the first program, the contents of the lessons, a lesson, a page of it; and the language. */
export interface Route {
  readonly place: "start" | "lessons";
  readonly lesson?: string;
  /** The first if left out. */
  readonly page?: string;
  readonly language?: Language;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Reads the part of an address behind `#`; undefined when it is about something else. */
export function parseRoute(hash: string): Route | undefined {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const asked = new URLSearchParams(query).get("lang");
  const language = isLanguage(asked) ? asked : undefined;
  if (path === "" || path === "/") return { place: "start", language };
  const [root, place, ...names] = path.split("/");
  if (root !== "" || place !== "lessons" || names.length > 2) return undefined;
  const [lesson, page] = names.map((name) => (NAME.test(name) ? name : undefined));
  return { place, lesson, page, language };
}

/** The address of a place, below that of the application. */
export function routeHash({ place, lesson, page, language }: Route): string {
  const names = [lesson, page].filter((name) => name !== undefined);
  const path = place === "start" ? "#/" : ["#/lessons", ...names].join("/");
  return language === undefined ? path : `${path}?lang=${language}`;
}
