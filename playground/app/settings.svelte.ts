import { isLanguage, type Language } from "../i18n/languages.ts";

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

const STORE = "sluice.settings";

/** What a reader chose, remembered by the browser where it lets the page remember: read at once, before anything is painted. */
export class Settings {
  language = $state<Language | undefined>();
  theme = $state<Theme>("system");
  guide = $state(true);
  dock = $state(true);
  /** Letters, digits and signs that are pressed alone are commands. */
  signs = $state(true);
  readonly #store: Storage | undefined;

  constructor(store: Storage | undefined) {
    this.#store = store;
    const kept = this.#read();
    if (isLanguage(kept.language)) this.language = kept.language;
    if (THEMES.some((theme) => theme === kept.theme)) this.theme = kept.theme as Theme;
    if (kept.guide === false) this.guide = false;
    if (kept.dock === false) this.dock = false;
    if (kept.signs === false) this.signs = false;
  }

  save(): void {
    const { language, theme, guide, dock, signs } = this;
    try {
      this.#store?.setItem(STORE, JSON.stringify({ language, theme, guide, dock, signs }));
    } catch (error) {
      // A full store forgets; the page works all the same.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  #read(): Readonly<Record<string, unknown>> {
    try {
      const kept: unknown = JSON.parse(this.#store?.getItem(STORE) ?? "{}");
      return typeof kept === "object" && kept !== null ? { ...kept } : {};
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return {}; // not ours, or torn: start afresh
    }
  }
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
