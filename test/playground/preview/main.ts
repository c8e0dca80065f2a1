// The page without sandbox, engine and Monaco, fed by the model of the word count: for its pictures, and for making it.
import { mount } from "svelte";
import "../../../playground/styles/base.css";
import type { TraceEvent } from "../../../core/trace/events.ts";
import App from "../../../playground/app/App.svelte";
import { Playground } from "../../../playground/app/playground.svelte.ts";
import { Settings } from "../../../playground/app/settings.svelte.ts";
import { openDisks } from "../../../playground/disk/disks.ts";
import type { ProgramEditor } from "../../../playground/editor/editor.ts";
import { speak } from "../../../playground/i18n/i18n.svelte.ts";
import { isLanguage } from "../../../playground/i18n/languages.ts";
import { createSession } from "../../../playground/sandbox/session.ts";
import type { ProgramFiles } from "../../../playground/work/files.ts";
import { Keeper } from "../../../playground/work/keeper.ts";
import { FakeSession } from "./fake-session.ts";
import { repeated } from "./repeated.ts";
import { ReplaySession } from "./replay-session.ts";

const asked = new URLSearchParams(location.search);
const language = asked.get("language");
speak(isLanguage(language) ? language : "en", []);
const settings = new Settings(undefined);
settings.theme = asked.get("theme") === "light" ? "light" : "dark";

// `trace` is the address of a trace as a JSON array; its last batch comes `repeat` more times, one a second.
const recorded = asked.get("trace");
const session = recorded === null ? fakeSession() : new ReplaySession(await eventsOf(recorded));

async function eventsOf(address: string): Promise<TraceEvent[]> {
  const events = (await (await fetch(address)).json()) as TraceEvent[];
  const times = Number(asked.get("repeat") ?? 0);
  return times === 0 ? events : [...repeated(events, 1000, times)];
}

function fakeSession(): FakeSession {
  return new FakeSession(
    {
      windows: asked.has("windows"),
      named: asked.has("named"),
      failAt: asked.has("failure") ? [4000] : [],
      partitions: Number(asked.get("partitions") ?? 2),
    },
    asked.has("quiet") ? [] : undefined,
  );
}

function openEditor(element: HTMLElement, { program }: { program: ProgramFiles }): Promise<ProgramEditor> {
  const area = document.createElement("textarea");
  const { entry } = program;
  const take = ({ files }: ProgramFiles): void => {
    area.value = files.get(entry) ?? "";
  };
  take(program);
  area.style.cssText =
    "width:100%;height:100%;border:0;padding:8px 12px;background:var(--panel);color:var(--ink);font:12px/18px var(--mono);resize:none;white-space:pre";
  element.append(area);
  return Promise.resolve({
    open: take,
    update: take,
    show: () => {},
    onChange: (listener) => {
      area.addEventListener("input", () => listener(entry, area.value));
      return () => {};
    },
    onDiagnostics: () => () => {},
    setMarkers: () => {},
    compile: () =>
      Promise.resolve(
        area.value.includes("mistake")
          ? [
              {
                file: "program.ts",
                line: 6,
                column: 15,
                message: "Property 'socketTextStraem' does not exist on type 'StreamingContext'.",
                code: "TS2551",
              },
            ]
          : { entry: "program.ts", modules: [{ name: "program.ts", code: area.value, map: "" }] },
      ),
    format: () => Promise.resolve(),
    textsAfterRename: () => Promise.resolve(new Map()),
    compare: () => ({ focus: () => {}, dispose: () => {} }),
    reveal: () => {},
    setTheme: () => {},
    setInlineValues: () => {},
    setWords: () => {},
    highlight: (code) => Promise.resolve(new Option(code).innerHTML),
    focus: () => area.focus(),
    dispose: () => area.remove(),
  });
}

const playground = new Playground(
  { session, newSession: createSession, disks: openDisks(), openEditor },
  settings,
  new Keeper(undefined),
);
mount(App, { target: document.querySelector("#app")!, props: { playground } });
Object.assign(globalThis, { playground, session });
