import { Receiver, Seconds, type StreamingContext } from "sluice";
import { acknowledgeRecords, takeRecords, writeRecords } from "../source.ts";

/** Takes from the source every 70 ms. */
abstract class Polling extends Receiver<number> {
  private timer: { cancel(): void } | undefined;

  /** Stores what came, and acknowledges it. */
  protected abstract keep(records: number[]): void;

  onStart(): void {
    const { clock } = this.host;
    const poll = (): void => {
      this.timer = clock.schedule(clock.now() + 70, poll);
      const records = takeRecords(50);
      if (records.length > 0) this.keep(records);
    };
    poll();
  }

  onStop(): void {
    this.timer?.cancel();
  }
}

/** Acknowledges what is stored; what cannot be stored comes again. */
class Reliable extends Polling {
  protected keep(records: number[]): void {
    try {
      this.storeMany(records);
    } catch (error) {
      this.reportError("not stored", error);
      return;
    }
    acknowledgeRecords(records);
  }
}

/** Acknowledges what it has handed over. */
class Unreliable extends Polling {
  protected keep(records: number[]): void {
    for (const record of records) this.store(record);
    acknowledgeRecords(records);
  }
}

/** Everything that is received comes out; with a window, for a second time. */
export function declareReceived(ssc: StreamingContext, isReliable: boolean, window: boolean): void {
  const received = ssc.receiverStream(isReliable ? new Reliable() : new Unreliable());
  const shown = window ? received.window(Seconds(2)) : received;
  shown.foreachRDD(async (rdd) => writeRecords(await rdd.collect()));
}
