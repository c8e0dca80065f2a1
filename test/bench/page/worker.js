// A classic worker, as the sandbox's is. The engine's script and that of the programs are not in it: from a stack one can tell them apart. What arrives
// before they are there waits.
const waiting = [];
const wait = ({ data }) => waiting.push(data);
addEventListener("message", wait);

import("./benchmarks-in-browser.js").then(({ serve }) => {
  removeEventListener("message", wait);
  serve();
  for (const data of waiting) dispatchEvent(new MessageEvent("message", { data }));
});
