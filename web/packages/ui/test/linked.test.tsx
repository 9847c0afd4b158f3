import { describe, expect, test } from "vitest";
import { Linked, type LinkedProps } from "../src/linked";

/** What it renders: words, and links as `[title](address)`. */
function shown(props: LinkedProps): string {
  const parts = [Linked(props).props.children].flat(2) as unknown[];
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const { href, children } = (part as { props: { href: string; children: string } }).props;
      return `[${children}](${href})`;
    })
    .join("");
}

const url = "https://bank.example/help/id/qris";
const links = [{ url, title: "Membayar dengan QRIS" }];

describe("addresses in a text", () => {
  test("our own by their title, others as they are", () => {
    expect(shown({ text: `Lihat ${url}. Atau https://ojk.go.id!`, links })).toBe(
      `Lihat [Membayar dengan QRIS](${url}). Atau [https://ojk.go.id](https://ojk.go.id)!`,
    );
    expect(shown({ text: "Tidak ada." })).toBe("Tidak ada.");
  });

  test("only our own where a reader must not be led elsewhere", () => {
    const text = `${url} https://evil.example/help/id/qris`;
    expect(shown({ text, links, titledOnly: true })).toBe(
      `[Membayar dengan QRIS](${url}) https://evil.example/help/id/qris`,
    );
  });
});
