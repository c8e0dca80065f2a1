import { describe, expect, it } from "vitest";
import { duration, evenSeconds, interval, seconds } from "../../../playground/i18n/format.ts";
import { chosenLanguage } from "../../../playground/i18n/languages.ts";

describe("the language of the page", () => {
  it("is the first of the reader's that it speaks", () => {
    expect(chosenLanguage(["zh-TW", "en"])).toBe("zh");
    expect(chosenLanguage(["de-DE", "en-GB", "zh"])).toBe("en");
    expect(chosenLanguage(["de"])).toBe("en");
    expect(chosenLanguage([])).toBe("en");
  });
});

describe("times", () => {
  it("are short, with a space that does not break", () => {
    expect(seconds(6000)).toBe("6\u00a0s");
    expect(seconds(6580)).toBe("6.58\u00a0s");
    expect(seconds(6583, 2)).toBe("6.58\u00a0s");
    expect(duration(43)).toBe("43\u00a0ms");
    expect(duration(1400)).toBe("1.4\u00a0s");
  });

  it("of an interval have the decimals that both ends need", () => {
    expect(interval(6000, 6200)).toBe("6.0–6.2\u00a0s");
    expect(interval(6000, 7000)).toBe("6–7\u00a0s");
    expect(interval(500, 750)).toBe("0.50–0.75\u00a0s");
  });

  it("of a day name what both ends share once, and stand below each other", () => {
    const noon = new Date(2026, 10, 22, 12, 5, 6).getTime();
    expect(interval(noon, noon + 200)).toBe("12:05:06.0–06.2");
    expect(interval(noon + 53_800, noon + 54_000)).toBe("12:05:59.8–12:06:00.0");
    expect([300, 990, 999].map((part) => evenSeconds(noon + part, 2))).toEqual([
      "12:05:06.30",
      "12:05:06.99",
      "12:05:06.99",
    ]);
    expect([6300, 6000].map((time) => evenSeconds(time, 2))).toEqual(["6.30", "6.00"]);
  });
});
