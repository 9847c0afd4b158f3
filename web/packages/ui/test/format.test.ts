import { expect, test } from "vitest";
import { clockTime, dateTime, duration, relativeTime, rupiah } from "../src/format";

const at = new Date(2026, 10, 21, 14, 5);
const later = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

test("money", () => {
  expect([rupiah(1_250_000), rupiah(0), rupiah(-999), rupiah(1000)]).toEqual([
    "Rp1.250.000",
    "Rp0",
    "-Rp999",
    "Rp1.000",
  ]);
});

test("times", () => {
  expect([clockTime(at, "id"), clockTime(at, "en")]).toEqual(["14.05", "14:05"]);
  expect(dateTime(at, "id")).toMatch(/^21 Nov 2026, 14\.05 \S+$/);
  expect(dateTime(at, "en")).toMatch(/^21 Nov 2026, 14:05 \S+$/);
  expect([duration(42), duration(725), duration(-1)]).toEqual(["0:42", "12:05", "0:00"]);
});

test("relative within the hour, then the time, then the date", () => {
  expect(relativeTime(at, later(0.5), "id")).toBe("baru saja");
  expect(relativeTime(at, later(5), "id")).toBe("5 menit lalu");
  expect(relativeTime(at, later(5), "en")).toBe("5 min ago");
  expect(relativeTime(at, later(61), "id")).toBe("14.05");
  expect(relativeTime(at, later(60 * 24), "id")).toMatch(/^21 Nov 2026/);
});
