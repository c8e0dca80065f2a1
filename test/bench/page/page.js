// Hands a benchmark to a worker of its own, or runs it here, where the heap can be read.
globalThis.run = (call) =>
  new Promise((resolve, reject) => {
    const worker = new Worker("worker.js");
    worker.onmessage = ({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ call });
  });
globalThis.runHere = async (call) => (await import("./benchmarks-in-browser.js")).run(call);
