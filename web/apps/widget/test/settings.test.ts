import { afterEach, describe, expect, test, vi } from "vitest";
import { readAccent, readSettings } from "../src/settings";

const tag = (dataset: Record<string, string> = {}): HTMLScriptElement =>
  ({ src: "https://chat.bank.example/widget.js?v=1", dataset }) as unknown as HTMLScriptElement;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("settings", () => {
  test("a bare tag is enough", () => {
    expect(readSettings(tag(), "id")).toEqual({
      origin: "https://chat.bank.example",
      language: "id",
      title: "Hangat",
      position: "right",
      theme: null,
      accent: null,
    });
  });

  test("the page's language counts where the tag names none", () => {
    expect(readSettings(tag(), "en-GB").language).toBe("en");
    expect(readSettings(tag(), "fr").language).toBe("id");
    expect(readSettings(tag({ language: "id" }), "en").language).toBe("id");
  });

  test("nonsense falls back", () => {
    const odd = readSettings(tag({ position: "top", theme: "pink", title: "  " }), "id");
    expect([odd.position, odd.theme, odd.title]).toEqual(["right", null, "Hangat"]);
  });
});

describe("accent", () => {
  test("gets the ink that can be read on it, for each scheme", () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(readAccent("#1d4ed8").light).toEqual({ colour: "#1d4ed8", ink: "#ffffff" });
    expect(readAccent("#ffd166").dark).toEqual({ colour: "#ffd166", ink: "#1b1816" });
  });

  test.each(["#ffd166", "blue", "#fff"])("%s keeps our own on light, with a warning", (colour) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(readAccent(colour).light).toEqual({ colour: "#a4452a", ink: "#ffffff" });
    expect(warn).toHaveBeenCalled();
  });
});
