import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { Milliseconds, Receiver, SparkConf, StreamingContext } from "sluice";

// Counts the words of a peer that numbers its lines (`17 word`), keeps each until it is acknowledged, and sends all others again. What is stored twice is
// counted once, so every total is exact.

const [, , folder = ".", port = "9999"] = process.argv;

type Line = [word: string, number: number];

/** Stores what it reads, and only then acknowledges it: with the write-ahead log nothing is lost that the peer no longer has. */
class AcknowledgingReceiver extends Receiver<Line> {
  private readonly port: number;
  private socket: Socket | undefined;

  constructor(port: number) {
    super();
    this.port = port;
  }

  onStart(): void {
    const socket = createConnection(this.port, "127.0.0.1").setEncoding("utf8");
    let rest = "";
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      if (lines.length === 0) return;
      const parts = lines.map((line) => line.split(" "));
      try {
        this.storeMany(parts.map(([number, word]): Line => [word!, Number(number)]));
      } catch (error) {
        this.restart("The peer has to send again what could not be stored", error);
        return;
      }
      socket.write(`${parts.at(-1)![0]}\n`);
    });
    socket.on("error", (error) => this.restart("The peer cannot be read", error));
    socket.on("close", () => this.restart("The peer has gone"));
    this.socket = socket;
  }

  onStop(): void {
    this.socket
      ?.removeAllListeners()
      .on("error", () => {})
      .destroy();
  }
}

interface Count {
  readonly count: number;
  /** The number of the last line with the word. */
  readonly upTo: number;
}

/** A word's lines come in their order, from one batch to the next: a number that is not higher is of a line that came again. */
function count(numbers: number[], before: Count = { count: 0, upTo: 0 }): Count {
  let { count, upTo } = before;
  for (const number of numbers.sort((a, b) => a - b)) {
    if (number <= upTo) continue;
    count++;
    upTo = number;
  }
  return { count, upTo };
}

function put(name: string, content: unknown): void {
  const aside = `${folder}/out/.aside`;
  writeFileSync(aside, JSON.stringify(content));
  renameSync(aside, `${folder}/out/${name}`);
}

function create(): StreamingContext {
  const conf = new SparkConf()
    .setMaster("local[3]")
    .setAppName("Acknowledging")
    .set("spark.streaming.receiver.writeAheadLog.enable", "true")
    .set("spark.streaming.receiver.writeAheadLog.rollingIntervalSecs", "1")
    .set("spark.streaming.driver.writeAheadLog.rollingIntervalSecs", "1");
  const ssc = new StreamingContext(conf, Milliseconds(200));
  ssc.checkpoint(`${folder}/checkpoint`);
  const lines = ssc.receiverStream(new AcknowledgingReceiver(Number(port)));
  const counts = lines.updateStateByKey(count);
  counts.checkpoint(Milliseconds(1000));
  lines.count().foreachRDD(async (rdd, time) => {
    put(`received-${time.milliseconds}.json`, (await rdd.collect())[0] ?? 0);
  });
  counts.foreachRDD(async (rdd, time) => {
    const totals = (await rdd.collect()).map(([word, { count }]): [string, number] => [word, count]);
    put(`totals-${time.milliseconds}.json`, Object.fromEntries(totals));
    console.log(`batch ${time.milliseconds}`);
  });
  return ssc;
}

mkdirSync(`${folder}/out`, { recursive: true });
const ssc = StreamingContext.getOrCreate(`${folder}/checkpoint`, create);
ssc.start();
await ssc.awaitTermination();
