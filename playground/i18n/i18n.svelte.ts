import i18next, { type i18n } from "i18next";
import { en } from "./en.ts";
import { chosenLanguage, type Language } from "./languages.ts";
import { zh } from "./zh.ts";

type WithoutPlural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;

/** The name of a message; of one with plural forms, without the form. */
export type MessageKey = WithoutPlural<keyof typeof en>;

/** The messages of a language. `_one` is left out where a language has one form only. */
export type Messages = { readonly [K in keyof typeof en as K extends `${string}_one` ? never : K]: string };

export type MessageValues = Readonly<Record<string, string | number>>;

const library: i18n = i18next.createInstance({
  lng: "en",
  resources: { en: { translation: en }, zh: { translation: zh } },
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  // Svelte escapes what it shows.
  interpolation: { escapeValue: false },
});
void library.init();

let language = $state<Language>("en");

/** The language that the page speaks. */
export function currentLanguage(): Language {
  return language;
}

/** Makes the page speak `wanted`, or what its reader's browser asks for. */
export function speak(wanted: Language | undefined, preferred: readonly string[]): Language {
  language = wanted ?? chosenLanguage(preferred);
  return language;
}

/** The message named `key` in the page's language; where it is read in a component, it follows the language. */
export function t(key: MessageKey, values: MessageValues = {}): string {
  return library.t(key, { ...values, lng: language });
}
