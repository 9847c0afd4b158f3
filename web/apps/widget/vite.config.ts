import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Plugin, defineConfig } from "vite";

const shared = resolve(import.meta.dirname, "../../packages/ui/src");

/**
 * The tokens on an element of the widget's own instead of the host, which a page's rules could
 * reach; without those that only the pages of the staff use, and sizes, which are its own.
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
          users.includes(`var(${name})`) && !name.startsWith("--text-") ? line : "",
        );
    },
    // The long names in which light-dark() is rewritten for older browsers; ours alone see them.
    renderChunk: (code) => code.replaceAll("--lightningcss-", "--"),
  };
}

// One script without a module system: it runs on any site by a plain script tag.
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [ownTokens()],
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
