import type { StaffAccount } from "@hangat/protocol";
import { describe, expect, test } from "vitest";
import { blank, changed, faults, filledFrom, givesUp, makePassword, newStaff } from "../src/form";
import { languages } from "../src/i18n";

const account: StaffAccount = {
  id: "00000000-0000-4000-8000-000000000001",
  name: "Dewi Lestari",
  email: "dewi@bank.example",
  role: "agent",
  capacity: 4,
  active: true,
  presence: "offline",
};

describe("a form about an account", () => {
  test("a new account needs everything", () => {
    expect(faults({ ...blank, capacity: "0" }, true)).toEqual({
      name: "nameMissing",
      email: "emailWrong",
      capacity: "capacityWrong",
      password: "passwordShort",
    });
  });

  test("a changed one keeps its password when none is given", () => {
    expect(faults(filledFrom(account), false)).toEqual({});
    expect(faults({ ...filledFrom(account), password: "pendek" }, false)).toEqual({
      password: "passwordShort",
    });
  });

  test("one sign repeated is no password", () => {
    expect(faults({ ...filledFrom(account), password: "a".repeat(14) }, false)).toEqual({
      password: "passwordSame",
    });
    expect(faults({ ...filledFrom(account), password: "ab".repeat(7) }, false)).toEqual({});
  });

  test("only admins give up, and only for themselves", () => {
    const admin = { ...account, role: "admin" as const };
    const filled = { ...filledFrom(admin), role: "agent" as const };
    expect(givesUp(admin, filled, admin.id)).toBe(true);
    expect(givesUp(admin, filled, "somebody else")).toBe(false);
    expect(givesUp(admin, filledFrom(admin), admin.id)).toBe(false);
    expect(givesUp(account, filled, account.id)).toBe(false);
    expect(givesUp(null, filled, admin.id)).toBe(false);
  });

  test.each(["", "2.5", "21", "abc", "-1"])("%j is no capacity", (capacity) => {
    expect(faults({ ...filledFrom(account), capacity }, false)).toEqual({
      capacity: "capacityWrong",
    });
  });

  test("only what differs is sent", () => {
    expect(changed(account, filledFrom(account))).toBeNull();
    expect(changed(account, { ...filledFrom(account), role: "supervisor", capacity: "6" })).toEqual(
      {
        role: "supervisor",
        capacity: 6,
      },
    );
  });

  test("a new account goes out without spaces around it", () => {
    const filled = {
      ...blank,
      name: " Tono ",
      email: " t@bank.example ",
      password: "x".repeat(12),
    };
    expect(newStaff(filled)).toMatchObject({ name: "Tono", email: "t@bank.example", capacity: 4 });
  });
});

test("a made password is long enough and has no letter that is mistaken for another", () => {
  const made = makePassword((bytes) => crypto.getRandomValues(bytes));
  expect(made).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  expect(made).not.toMatch(/[ilo01]/);
  let turn = 0;
  const counting = makePassword((bytes) => bytes.fill(turn++ === 0 ? 255 : 3));
  expect(counting).toBe("dddd-dddd-dddd-dddd");
});

test("both languages have the same texts", () => {
  const leaves = (value: unknown, path = ""): string[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
      : [path];
  expect(leaves(languages.en).sort()).toEqual(leaves(languages.id).sort());
});
