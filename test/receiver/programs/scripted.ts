import { Receiver, type StorageLevel, type StreamingContext } from "sluice";
import { play, putBatch, stopped } from "../stage.ts";

/** Does what the test tells it to when it starts. */
export class Scripted extends Receiver<unknown> {
  onStart(): void {
    play(this, (milliseconds, run) => this.host.clock.schedule(this.host.clock.now() + milliseconds, run));
  }

  onStop(): void {
    stopped();
  }
}

/** Batches of what it stores. */
export function declareScripted(ssc: StreamingContext, level?: StorageLevel): void {
  ssc
    .receiverStream(new Scripted(level))
    .foreachRDD(async (rdd) => putBatch(rdd.toDebugString(), await rdd.glom().collect()));
}
