import { expect, test } from "vitest";
import { TimelineFold } from "../../../../playground/views/timeline/fold.ts";
import { momentsOf, timelineAt } from "../../../../playground/views/timeline/model.ts";
import { columnWords } from "../../../../playground/views/timeline/words.ts";
import { driver } from "../../../recovery/each-test.ts";
import { say } from "../../fixtures/say.ts";

test("batches that a recovered driver runs at once are shown as that, and the run begins with them", async () => {
  const first = driver();
  first.printsLines().start();
  first.host.network.send("localhost", 9999, "one");
  await first.host.clock.advance(4000);
  first.host.die();
  const second = driver(first);
  second.host.clock.jumpTo(6500);
  second.printsLines().start();
  await second.host.clock.advance(2000);

  const fold = new TimelineFold();
  fold.append(second.events);
  const { columns } = timelineAt(fold, { position: fold.length, now: 8500, columns: 12 });
  expect(columns.map(({ time, recovered }) => [time, recovered])).toEqual([
    [4000, "again"],
    [5000, "catch-up"],
    [6000, "catch-up"],
    [7000, undefined],
    [8000, undefined],
  ]);
  expect(columns.map((column) => columnWords(column, say))).toEqual([
    expect.stringMatching(/^run again · /),
    expect.stringMatching(/^catch-up · no blocks$/),
    expect.stringMatching(/^catch-up · no blocks$/),
    expect.stringMatching(/^no blocks$/),
    expect.stringMatching(/^no blocks$/),
  ]);
  expect(columns.every(({ checkpoint }) => checkpoint)).toBe(true);
  expect(momentsOf(fold).map(({ time }) => time)).toEqual([3000, 4000, 5000, 6000, 7000, 8000]);
  // before its checkpoint is written a batch has none
  const generated = fold.batches[3]!.at + 1;
  expect(timelineAt(fold, { position: generated, now: 7000, columns: 1 }).columns[0]).toMatchObject({
    time: 7000,
    checkpoint: false,
  });
});
