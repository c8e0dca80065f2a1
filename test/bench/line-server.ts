/**
 * A TCP server of lines of ten words, in a process of its own: the 100,000 lines of seed 42 again and again. Told a rate in lines a second it sends so many,
 * paced, and makes up for none that it could not send; told 0 it sends as fast as its peer reads.
 */
import { createServer, type Socket } from "node:net";
import { lines } from "./data.ts";

const COUNT = 100_000;
const TICK = 5;

const texts = lines(42, COUNT);
const bytes = Buffer.from(`${texts.join("\n")}\n`, "latin1");
const offsets = new Uint32Array(COUNT + 1);
for (let i = 0; i < COUNT; i++) offsets[i + 1] = offsets[i]! + texts[i]!.length + 1;

let rate = 0;
let sent = 0;
let due = 0;
let client: Socket | undefined;

/** Sends so many lines; false when the peer does not keep up. */
function send(socket: Socket, count: number): boolean {
  let goOn = true;
  for (let left = count; left > 0; ) {
    const at = sent % COUNT;
    const now = Math.min(left, COUNT - at);
    goOn = socket.write(bytes.subarray(offsets[at], offsets[at + now]));
    sent += now;
    left -= now;
  }
  return goOn;
}

const server = createServer((socket) => {
  client?.destroy();
  client = socket;
  sent = 0;
  due = 0;
  let blocked = false;
  let last = performance.now();
  const pump = (): void => {
    blocked = false;
    if (rate === 0) while (client === socket && send(socket, 2000));
  };
  const tick = setInterval(() => {
    const now = performance.now();
    if (rate > 0) {
      due = blocked ? 0 : due + (rate * (now - last)) / 1000;
      if (due >= 1) {
        blocked = !send(socket, Math.floor(due));
        due -= Math.floor(due);
      }
    }
    last = now;
  }, TICK);
  socket.on("drain", pump);
  socket.on("error", () => {});
  socket.on("close", () => clearInterval(tick));
  pump();
});

process.on("message", (message: { readonly rate: number }) => {
  rate = message.rate;
  due = 0;
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as { port: number }).port }));
