import { checkMessage, HostileMessageError } from "./check-message.ts";
import { LIMITS } from "./wire.ts";

/**
 * Stands between the worker, in which a stranger's program runs, and the page: lets the page's calls in, and out what the engine may send, no more of it than
 * the page can take in. It runs in the frame, to which browsers give a process of its own: a message that costs too much to read costs the frame, and not
 * the page. `hostile` is told, once, what else was sent; then nothing passes any more.
 */
export function relay(worker: MessagePort, page: MessagePort, hostile: (what: string) => void): void {
  let second = 0;
  let inSecond = 0;

  const withinRate = (): boolean => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, inSecond] = [now, 0];
    return ++inSecond <= LIMITS.messagesPerSecond;
  };
  const end = (what: string): void => {
    worker.onmessage = null;
    page.onmessage = null;
    hostile(what);
  };

  page.onmessage = ({ data }) => worker.postMessage(data);
  worker.onmessage = (event) => {
    try {
      // Counted before it is read: reading is what costs.
      if (!withinRate()) throw new HostileMessageError("it sends more messages than the page can take in");
      page.postMessage(checkMessage(event.data).message);
    } catch (error) {
      if (!(error instanceof HostileMessageError)) throw error;
      end(error.message);
    }
  };
  worker.onmessageerror = () => end("a message could not be read");
}
