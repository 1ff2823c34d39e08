import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

// Two pages ship; samples.html is seen by `npm run dev` only.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), mode === "test" && svelteTesting()],
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // A font or picture inside a data: address would break the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "safari16",
    rollupOptions: { input: ["kiosk.html", "reception.html"] },
  },
  // The tests read the catalogues of the crates.
  server: { port: 5173, fs: { allow: [".", "../crates"] } },
  test: { environment: "jsdom", include: ["tests/**/*.test.ts"], setupFiles: ["tests/setup.ts"], testTimeout: 30_000 },
}));
