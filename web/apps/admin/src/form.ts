// What somebody has filled in about an account: is it fit, and what of it is new?
import type { ChangeStaff, NewStaff, StaffAccount } from "@hangat/protocol";
import type { Role } from "./i18n";

export interface Filled {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** As typed. */
  readonly capacity: string;
  readonly password: string;
}

export type Field = "name" | "email" | "capacity" | "password";
export type Fault =
  "nameMissing" | "emailWrong" | "capacityWrong" | "passwordShort" | "passwordSame";

/** Shortest password that the service takes. */
export const MIN_PASSWORD = 12;
/** Most conversations at once. */
export const MAX_CAPACITY = 20;

export const blank: Filled = { name: "", email: "", role: "agent", capacity: "4", password: "" };

export function filledFrom(account: StaffAccount): Filled {
  const { name, email, role, capacity } = account;
  return { name, email, role, capacity: String(capacity), password: "" };
}

/** What is wrong, by field. A changed account keeps its password when none is given. */
export function faults(filled: Filled, isNew: boolean): Partial<Record<Field, Fault>> {
  const capacity = Number(filled.capacity);
  const fit = Number.isInteger(capacity) && capacity >= 1 && capacity <= MAX_CAPACITY;
  const needed = isNew || filled.password !== "";
  return {
    ...(filled.name.trim() === "" ? { name: "nameMissing" as const } : {}),
    ...(isNew && !/^[^@\s]+@[^@\s]+$/.test(filled.email.trim())
      ? { email: "emailWrong" as const }
      : {}),
    ...(fit ? {} : { capacity: "capacityWrong" as const }),
    ...(needed ? passwordFault(filled.password) : {}),
  };
}

function passwordFault(password: string): { password?: Fault } {
  const signs = [...password];
  if (signs.length < MIN_PASSWORD) return { password: "passwordShort" };
  return new Set(signs).size === 1 ? { password: "passwordSame" } : {};
}

/** An admin who would not be one any more: nobody does that to themselves by mistake. */
export function givesUp(account: StaffAccount | null, filled: Filled, me: string): boolean {
  return account?.id === me && account.role === "admin" && filled.role !== "admin";
}

export function newStaff(filled: Filled): NewStaff {
  return {
    name: filled.name.trim(),
    email: filled.email.trim(),
    role: filled.role,
    capacity: Number(filled.capacity),
    password: filled.password,
  };
}

/** Only what differs from *account*; null when nothing does. */
export function changed(account: StaffAccount, filled: Filled): ChangeStaff | null {
  const change: ChangeStaff = {
    ...(filled.name.trim() === account.name ? {} : { name: filled.name.trim() }),
    ...(filled.role === account.role ? {} : { role: filled.role }),
    ...(Number(filled.capacity) === account.capacity ? {} : { capacity: Number(filled.capacity) }),
    ...(filled.password === "" ? {} : { password: filled.password }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Letters and digits that nobody mistakes for another when reading them aloud. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password of four groups of four, about 79 bits; *random* fills bytes. */
export function makePassword(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): string {
  const letters: string[] = [];
  while (letters.length < 16) {
    for (const byte of random(new Uint8Array(32))) {
      // Bytes beyond a whole number of alphabets would favour its beginning.
      if (byte < ALPHABET.length * 8 && letters.length < 16)
        letters.push(ALPHABET[byte % ALPHABET.length] ?? "a");
    }
  }
  return [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join("")).join("-");
}
