import type { WorkerEvents, Workers, WorkerThread } from "../workers.ts";

/**
 * Workers inside of a worker, which run the script at `url`: it has to serve as an executor when its first message says so. `url` is that of the
 * script that asks, so that both are the same engine.
 */
export class BrowserWorkers implements Workers {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  start({ message, lost }: WorkerEvents): WorkerThread {
    const worker = new Worker(this.#url);
    let over = false;
    const end = (reason: Error): void => {
      if (over) return;
      over = true;
      worker.terminate();
      lost(reason);
    };
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!over) message(data);
    };
    worker.onmessageerror = () => end(new Error("a message could not be read"));
    worker.onerror = (event) => {
      // it is told as the executor's end, and not as an error of the page
      event.preventDefault();
      end(new Error(event.message || "the worker failed"));
    };
    return {
      post: (data, transfer = []) => worker.postMessage(data, [...transfer]),
      // a page lives until it is closed
      keepAlive() {},
      terminate: () => {
        over = true;
        worker.terminate();
      },
    };
  }
}
