// A classic worker, as the sandbox's is. It loads the referee's modules: engine and programs are scripts of their own, or nobody could tell from
// a stack which is which. What arrives meanwhile waits.
const waiting = [];
const wait = ({ data }) => waiting.push(data);
addEventListener("message", wait);

import("./referee.js").then(() => {
  removeEventListener("message", wait);
  for (const data of waiting) dispatchEvent(new MessageEvent("message", { data }));
});
