import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Plugin, defineConfig } from "vite";

const shared = resolve(import.meta.dirname, "../../packages/ui/src");

/**
 * The tokens on an element of the widget's own instead of the host, which a page's rules could
 * reach; without those that only the pages of the staff use.
 */
function ownTokens(): Plugin {
  const files = [resolve(shared, "base.css"), resolve(import.meta.dirname, "src/styles.css")];
  return {
    name: "own-tokens",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("/tokens.css")) return null;
      const users = [code, ...files.map((file) => readFileSync(file, "utf8"))].join("");
      return code
        .replace(/:root[^,{]*,\s*:host(?:\(([^)]*)\))?/g, ".h-app$1")
        .replace(/^ *(--[a-z0-9-]+):[^;]*;\n/gm, (line, name: string) =>
          users.includes(`var(${name})`) ? line : "",
        );
    },
    // The long names in which light-dark() is rewritten for older browsers; ours alone see them.
    renderChunk: (code) => code.replaceAll("--lightningcss-", "--"),
  };
}

/** Sizes are the same everywhere: their values take less room than their names. */
function sizesInPlace(): Plugin {
  // The widget's own come last: they hold.
  const files = [resolve(shared, "tokens.css"), resolve(import.meta.dirname, "src/styles.css")];
  const css = files.map((file) => readFileSync(file, "utf8")).join("");
  const sizes = new Map<string, string | undefined>(
    [...css.matchAll(/(--(?:space|radius|text)[a-z0-9-]*): *([^;]*);/g)].map(
      ([, name, value]) => [`var(${name})`, value],
    ),
  );
  return {
    name: "sizes-in-place",
    enforce: "pre",
    transform: (code, id) =>
      id.includes(".css")
        ? code
            .replace(/var\(--[a-z0-9-]*\)/g, (use) => sizes.get(use) ?? use)
            .replace(/^ *--(?:space|radius|text)[a-z0-9-]*:[^;]*;\n/gm, "")
        : null,
  };
}

// One script without a module system: it runs on any site by a plain script tag.
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [ownTokens(), sizesInPlace()],
  resolve: { alias: { "preact/jsx-runtime": resolve(import.meta.dirname, "src/jsx.ts") } },
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
