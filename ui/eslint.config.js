// One rule: the faces never import each other, and only the door speaks to the shell.
import typescript from "@typescript-eslint/parser";
import svelte from "svelte-eslint-parser";

const shell = { group: ["@tauri-apps/*"], message: "Only shared/desk.ts speaks to the shell." };
const face = (name) => ({ group: [`**/${name}/**`, `**/${name}.html`], message: `This folder must not import ${name}/.` });
const samples = { group: ["**/samples/**"], message: "Samples are for tests and the development page only." };
const forbid = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default [
  { ignores: ["dist", "bindings", "node_modules"] },
  { files: ["**/*.{js,ts}"], languageOptions: { parser: typescript } },
  { files: ["**/*.svelte"], languageOptions: { parser: svelte, parserOptions: { parser: typescript } } },
  { files: ["kiosk/**"], rules: forbid(shell, samples, face("reception")) },
  { files: ["reception/**"], rules: forbid(shell, samples, face("kiosk")) },
  { files: ["shared/**"], ignores: ["shared/desk.ts"], rules: forbid(shell, samples, face("kiosk"), face("reception")) },
  { files: ["shared/desk.ts"], rules: forbid(samples, face("kiosk"), face("reception")) },
  { files: ["samples/**", "tests/**"], ignores: ["tests/desk.test.ts"], rules: forbid(shell) },
];
