import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NodeFiles } from "../../core/host/node/files.ts";
import { logFiles } from "../../core/receiver/write-ahead-log/log-files.ts";
import { recordsOfLog } from "../../core/receiver/write-ahead-log/log-reader.ts";
import { seededRandom } from "../../core/sim/random.ts";
import { decode } from "../../core/storage/codec.ts";
import { endCommands, type RunningCommand } from "../cli/command.ts";
import { ended, KILLS, killOver, LIFE, LINES, SEED, sleep, TIMEOUT, until } from "./killing.ts";
import { ForgetfulPeer, KeepingPeer, type Peer } from "./peers.ts";
import { Workplace } from "./workplace.ts";

const PROGRAMS = fileURLToPath(new URL("programs/", import.meta.url));

let at: Workplace;
let peer: Peer | undefined;
beforeEach(() => {
  at = new Workplace();
});
afterEach(async ({ task }) => {
  await endCommands();
  peer?.close();
  // what a failed test leaves is there to be looked at
  if (task.result?.state === "pass") at.remove();
  else console.log(`left in ${at.folder}`);
});

/** How a program is started, with the port of a peer. */
async function program(name: string, itsPeer: Peer): Promise<() => RunningCommand> {
  peer = itsPeer;
  const port = await itsPeer.listen();
  return () => at.sluice(["run", "--no-check", `${PROGRAMS}${name}`, "--", at.folder, String(port)]);
}

/** What the program wrote in one of its ways, in the order of the batches. */
function written(way: string): string[] {
  const time = (name: string): number => Number(/-(\d+)\./.exec(name)![1]);
  const names = existsSync(at.path("out")) ? readdirSync(at.path("out")).filter((name) => name.startsWith(way)) : [];
  return names.sort((a, b) => time(a) - time(b)).map((name) => readFileSync(at.path("out", name), "utf8"));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test(`a receiver that acknowledges what is stored, killed ${KILLS} times over ${LINES} lines: every total is exact`, {
  timeout: TIMEOUT,
}, async () => {
  const random = seededRandom(SEED, 1);
  const words = Array.from({ length: LINES }, () => `word${Math.floor(random() ** 2 * 100)}`);
  const keeping = new KeepingPeer((number) => words[number - 1]!);
  const start = await program("acknowledging.ts", keeping);
  const share = Math.ceil(LINES / (KILLS + 1));
  let complaints = await killOver(start, async ({ number, isAlive }) => {
    const [from, to] = [number * share, Math.min(LINES, (number + 1) * share)];
    for (let part = 1; part <= 20 && isAlive(); part++) {
      keeping.available = Math.max(keeping.available, Math.floor(from + ((to - from) * part) / 20));
      await sleep(LIFE / 20);
    }
    keeping.available = to;
  });
  keeping.available = LINES;
  const last = start();
  const totals = () => JSON.parse(written("totals").at(-1) ?? "{}") as Record<string, number>;
  await until(last, LINES, () => sum(Object.values(totals())));
  complaints += await ended(last);

  // in every batch the totals are those of as many lines as they count, from the first on: none is missing, and none is in them twice
  const expected: Record<string, number> = {};
  let lines = 0;
  for (const batch of written("totals")) {
    const found = JSON.parse(batch) as Record<string, number>;
    for (const end = sum(Object.values(found)); lines < end; lines++) {
      const word = words[lines]!;
      expected[word] = (expected[word] ?? 0) + 1;
    }
    expect(found).toEqual(expected);
  }
  expect(lines).toBe(LINES);
  expect(complaints.match(/^ERROR.*$/gm)).toBeNull();
  const received = sum(written("received").map(Number));
  // what was stored and not acknowledged when a driver was killed comes again; it may be that no kill came then
  expect(received).toBeGreaterThanOrEqual(LINES);
  console.log(
    `${KILLS} kills, ${written("totals").length} batches, ${lines} lines, ${received - lines} of them stored twice`,
  );
});

/** The lines that are in the log of the receiver, block by block. */
function logged(): number[][] {
  const files = new NodeFiles();
  return logFiles(files, at.path("checkpoint/receivedData/0")).flatMap(({ path }) =>
    recordsOfLog(files, path, () => {}).map((block) => decode(block).map(Number)),
  );
}

test(`socketTextStream with a log, killed ${KILLS} times over ${LINES} lines: what was stored comes out once, the rest the peer has to send again`, {
  timeout: TIMEOUT,
}, async () => {
  const forgetful = new ForgetfulPeer();
  const start = await program("socket-lines.ts", forgetful);
  const share = Math.ceil(LINES / (KILLS + 1));
  let next = 1;
  const add = (count: number): void => {
    const end = Math.min(LINES + 1, next + count);
    forgetful.add(Array.from({ length: end - next }, (_, i) => next + i));
    next = end;
  };
  /** For each connection to a driver that was killed, the blocks of it that were in the log then. */
  const stored: number[][][] = [];
  let complaints = await killOver(
    start,
    async ({ isAlive }) => {
      for (let part = 0; part < 100 && isAlive(); part++) {
        add(Math.ceil(share / 100));
        await sleep(LIFE / 100);
      }
    },
    () => {
      const blocks = logged();
      for (const lines of forgetful.sent.slice(stored.length)) {
        const sent = new Set(lines);
        stored.push(blocks.filter(([first]) => sent.has(first!)));
      }
    },
  );
  add(LINES);
  const last = start();
  const lines = () => written("lines").flatMap((batch) => batch.split("\n").slice(0, -1).map(Number));
  // a driver that lives gives all that it was sent
  await until(last, 0, () => {
    if (!forgetful.isIdle) return Number.NEGATIVE_INFINITY;
    const out = new Set(lines());
    return -forgetful.sent
      .slice(stored.length)
      .flat()
      .filter((line) => !out.has(line)).length;
  });

  // of each connection, what came out is what is in the log: but for a block of which it was not logged any more that it is there
  const out = lines();
  expect(new Set(out).size, "no line came out twice").toBe(out.length);
  const isOut = new Set(out);
  stored.forEach((blocks, connection) => {
    const sent = forgetful.sent[connection]!;
    const count = sent.filter((line) => isOut.has(line)).length;
    expect(
      sent.slice(count).filter((line) => isOut.has(line)),
      "what came out is what was sent first",
    ).toEqual([]);
    const whole = sum(blocks.map((block) => block.length));
    expect([whole, whole - (blocks.at(-1)?.length ?? 0)], `connection ${connection}`).toContain(count);
  });
  const lost = Array.from({ length: LINES }, (_, i) => i + 1).filter((line) => !isOut.has(line));
  expect(lost.length, "a driver that dies while lines come in loses some of them").toBeGreaterThan(0);

  forgetful.add(lost);
  await until(last, LINES, () => lines().length);
  complaints += await ended(last);
  expect(lines().sort((a, b) => a - b)).toEqual(Array.from({ length: LINES }, (_, i) => i + 1));
  expect(complaints.match(/^ERROR.*$/gm)).toBeNull();
  console.log(
    `${KILLS} kills, ${written("lines").length} batches, ${LINES} lines, ${lost.length} of them had to be sent again`,
  );
});
