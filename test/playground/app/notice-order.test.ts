import { expect, test } from "vitest";
import { NoticeOrder } from "../../../playground/app/notice-order.svelte.ts";

test("the latest notice is shown, those before when it is put away; one that says something else is the latest again", () => {
  const order = new NoticeOrder();
  const [a, b, c] = [Symbol("a"), Symbol("b"), Symbol("c")];
  expect(order.shown).toBeUndefined();
  for (const notice of [a, b, c]) order.come(notice);
  expect(order.shown).toBe(c);
  order.go(b);
  order.come(a);
  expect(order.shown).toBe(a);
  order.go(a);
  expect(order.shown).toBe(c);
  order.go(c);
  expect(order.shown).toBeUndefined();
});
