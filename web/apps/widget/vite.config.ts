import { resolve } from "node:path";
import { defineConfig } from "vite";

// One script without a module system: it runs on any site by a plain script tag.
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "../../dist"),
    // The other pages are built into the same folder.
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: resolve(import.meta.dirname, "src/main.tsx"),
      formats: ["iife"],
      name: "HangatWidget",
      fileName: () => "widget.js",
    },
  },
});
