import { scenario } from "./scenario.ts";

// an error goes as text: Vitest would look for the files of its stack here
scenario().then(postMessage, (error: Error) => postMessage(JSON.stringify({ error: error.stack })));
