import { amount, bytes, seconds } from "../../i18n/format.ts";
import type { Say } from "../timeline/words.ts";
import type { KeptItem } from "./model.ts";

/** How much there is in it: `3 records`, `2 partitions`. */
export function contentsWords({ partitions, records }: KeptItem, say: Say, language: string): string {
  const words: string[] = [];
  if (partitions !== undefined) words.push(say("storage.partitions", { count: partitions }));
  if (records !== undefined) words.push(say("storage.records", { count: records, shown: amount(records, language) }));
  return words.join(", ");
}

/** Where it is, or was: Spark's name of the storage level, where it has one. */
export function whereWords({ where, level, until }: KeptItem, say: Say): string {
  const words = say(until === undefined ? `storage.key.${where}` : "storage.key.gone");
  return level === "" ? words : `${words} (${level})`;
}

export function sizeWords({ bytes: size }: KeptItem): string {
  return size === undefined ? "–" : bytes(size);
}

/** From when to when. */
export function timeWords({ from, until }: KeptItem, say: Say): string {
  return until === undefined
    ? say("storage.fromOn", { from: seconds(from) })
    : say("storage.fromTo", { from: seconds(from), to: seconds(until) });
}

/** All of it in a line, for pointers and screen readers. */
export function itemWords(item: KeptItem, say: Say, language: string): string {
  const facts = [whereWords(item, say), contentsWords(item, say, language), timeWords(item, say)];
  if (item.bytes !== undefined) facts.splice(1, 0, sizeWords(item));
  return say("storage.item", { name: item.name, facts: facts.filter((fact) => fact !== "").join(" · ") });
}
