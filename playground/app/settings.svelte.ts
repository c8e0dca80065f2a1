import { isLanguage, type Language } from "../i18n/languages.ts";

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

const STORE = "sluice.settings";
/** The first program's; those of lessons have their names behind it. */
const DRAFT = "sluice.program";

/** What a reader chose, remembered by the browser where it lets the page remember. */
export class Settings {
  language = $state<Language | undefined>();
  theme = $state<Theme>("system");
  guide = $state(true);
  dock = $state(true);
  /** Where the browser lets the page remember. */
  readonly store: Storage | undefined;

  constructor(store: Storage | undefined) {
    this.store = store;
    const kept = this.#read();
    if (isLanguage(kept.language)) this.language = kept.language;
    if (THEMES.some((theme) => theme === kept.theme)) this.theme = kept.theme as Theme;
    if (kept.guide === false) this.guide = false;
    if (kept.dock === false) this.dock = false;
  }

  save(): void {
    const { language, theme, guide, dock } = this;
    this.#write(STORE, JSON.stringify({ language, theme, guide, dock }));
  }

  /** A program as it was last edited here: that of the name, or the first one. */
  draft(name?: string): string | undefined {
    return this.store?.getItem(draftKey(name)) ?? undefined;
  }

  saveDraft(name: string | undefined, text: string): void {
    this.#write(draftKey(name), text);
  }

  #read(): Readonly<Record<string, unknown>> {
    try {
      const kept: unknown = JSON.parse(this.store?.getItem(STORE) ?? "{}");
      return typeof kept === "object" && kept !== null ? { ...kept } : {};
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return {}; // not ours, or torn: start afresh
    }
  }

  #write(key: string, value: string): void {
    try {
      this.store?.setItem(key, value);
    } catch (error) {
      // A full store forgets; the page works all the same.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function draftKey(name: string | undefined): string {
  return name === undefined ? DRAFT : `${DRAFT}.${name}`;
}

/** The page's storage, or nothing where the browser refuses it. */
export function pageStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
