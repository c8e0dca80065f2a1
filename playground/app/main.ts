import { mount } from "svelte";
import "../styles/base.css";
import { speak } from "../i18n/i18n.svelte.ts";
import { workOffline } from "../offline/register.ts";
import { Keeper } from "../work/keeper.ts";
import App from "./App.svelte";
import { openPlatform } from "./platform.ts";
import { Playground } from "./playground.svelte.ts";
import { pageStorage, Settings } from "./settings.svelte.ts";

const storage = pageStorage();
const settings = new Settings(storage);
speak(settings.language, navigator.languages);
mount(App, {
  target: document.querySelector("#app")!,
  props: { playground: new Playground(openPlatform(), settings, new Keeper(storage)) },
});
// The page and the editor first: what is kept for later can wait, these milliseconds after the load.
addEventListener("load", () => setTimeout(workOffline, 3000));
