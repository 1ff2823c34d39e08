// @vitest-environment node
import { build, type Rollup } from "vite";
import { expect, it } from "vitest";

it("ships the two faces only: no sample, nothing remote, nothing the content policy forbids", async () => {
  const { output } = (await build({ logLevel: "silent", build: { write: false } })) as Rollup.RollupOutput;
  const pages = output.filter((file) => file.fileName.endsWith(".html")).map((file) => file.fileName);
  expect(pages.sort()).toEqual(["kiosk.html", "reception.html"]);
  for (const file of output) {
    const text = file.type === "chunk" ? file.code : typeof file.source === "string" ? file.source : "";
    expect(text, file.fileName).not.toMatch(/001099000123|Nhà nghỉ Hoa Sen|0010\*{6}23/);
    expect(text, file.fileName).not.toMatch(/url\(["']?(data:|https?:)|@import|<style|style="/);
    expect(text.replaceAll(/http:\/\/www\.w3\.org\/[\w/]+|https:\/\/svelte\.dev\/e\/\w+/g, ""), file.fileName).not.toMatch(/https?:\/\/(?!ipc\.)/);
    if (file.fileName.endsWith(".html")) expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/);
  }
});
