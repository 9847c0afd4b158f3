// What the pages that the gateway serves have in common.
import { resolve } from "node:path";
import type { UserConfig } from "vite";

/** Where `vite dev` finds the gateway. */
const gateway = process.env["HANGAT_URL"] ?? "http://127.0.0.1:8000";

/** Configuration of the page at /NAME/: built into dist/NAME, no inline code, nothing inlined. */
export function page(name: string): UserConfig {
  return {
    root: resolve(import.meta.dirname, "apps", name),
    base: `/${name}/`,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: resolve(import.meta.dirname, "dist", name),
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: {
      proxy: Object.fromEntries(
        ["/api", "/demo/api", "/health", "/ready", "/widget.js"]
          .map((path) => [path, { target: gateway }] as const)
          .concat([["/ws", { target: gateway, ws: true } as { target: string }]]),
      ),
    },
  };
}
