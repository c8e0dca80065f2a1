// Hands cases to the referee in a worker.
const worker = new Worker("worker.js");
const waiting = new Map();
let last = 0;

worker.onmessage = ({ data: { id, verdict } }) => {
  waiting.get(id).resolve(verdict);
  waiting.delete(id);
};
worker.onerror = ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(message));
  waiting.clear();
};

/** Judges a case, given as JSON. */
globalThis.judge = (recording, setting) =>
  new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    worker.postMessage({ id: last, recording: JSON.parse(recording), setting });
  });
