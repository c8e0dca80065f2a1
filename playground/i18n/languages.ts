export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The `lang` of the document: `zh-Hans`, so that glyph forms are those of mainland China. */
export const HTML_LANG: Readonly<Record<Language, string>> = { en: "en", zh: "zh-Hans" };

/** The first of a reader's languages that the page speaks; English when it speaks none. */
export function chosenLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-")[0];
    const found = LANGUAGES.find((language) => language === base);
    if (found !== undefined) return found;
  }
  return "en";
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
