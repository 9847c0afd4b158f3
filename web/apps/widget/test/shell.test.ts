import { MemoryStorage } from "@hangat/client";
import { expect, test } from "vitest";
import { Shell } from "../src/shell";

test("the language outlives the visit, the words not sent yet a reload", () => {
  const [storage, forTab] = [new MemoryStorage(), new MemoryStorage()];
  new Shell(storage, forTab, "id").set({ language: "en", draft: "belum selesai" });
  expect(new Shell(storage, forTab, "id").view).toMatchObject({
    open: false,
    language: "en",
    draft: "belum selesai",
  });
  const nextVisit = new Shell(storage, new MemoryStorage(), "id").view;
  expect(nextVisit).toMatchObject({ language: "en", draft: "" });
});
