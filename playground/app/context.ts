import { createContext } from "svelte";
import type { Playground } from "./playground.svelte.ts";

/** The application's state, for the components below `App`. */
export const [getPlayground, setPlayground] = createContext<Playground>();
