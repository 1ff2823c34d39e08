import { render } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, it, vi } from "vitest";
import type { GuidanceView } from "../bindings/GuidanceView";
import Preview from "../shared/parts/Preview.svelte";
import { speaker } from "../shared/words";

const guide = { left: 0.25, top: 0.1, width: 0.5, height: 0.8 };
let told: GuidanceView | undefined;
vi.mock("../shared/desk", () => ({ guidance: () => (told ? Promise.resolve(told) : Promise.reject(new Error("no door"))) }));

const look = async (container: HTMLElement, guidance: GuidanceView | undefined, event: "load" | "error" = "load") => {
  told = guidance;
  const picture = container.querySelector("img");
  if (!picture) throw new Error("no picture");
  Object.defineProperties(picture, { naturalWidth: { value: 1000, configurable: true }, naturalHeight: { value: 500, configurable: true } });
  picture.dispatchEvent(new Event(event));
  await Promise.resolve();
  await tick();
};
const outline = () => document.querySelector("polygon");
const word = () => document.querySelector("[data-advice]");

beforeEach(() => {
  document.body.innerHTML = "";
});

it("draws the guide box and the outline where the camera has them", async () => {
  const { container } = render(Preview, { say: speaker("vi") });
  await look(container, { guide, outline: [[0.4, 0.2], [0.6, 0.2], [0.6, 0.6], [0.4, 0.6]], advice: null });
  expect(container.querySelector("svg.over")?.getAttribute("viewBox")).toBe("0 0 1000 500");
  const box = container.querySelector("rect");
  expect(["x", "y", "width", "height"].map((side) => box?.getAttribute(side))).toEqual(["250", "50", "500", "400"]);
  expect(outline()?.getAttribute("points")).toBe("400,100 600,100 600,300 400,300");
  expect(outline()?.classList.contains("gone")).toBe(false);
  expect(document.querySelectorAll("[data-advice]").length).toBe(0);
});

it("lets the outline fade where it was, and says one word", async () => {
  const { container } = render(Preview, { say: speaker("vi") });
  await look(container, { guide, outline: [[0, 0], [1, 0], [1, 1], [0, 1]], advice: null });
  await look(container, { guide, outline: null, advice: "closer" });
  expect(outline()?.getAttribute("points")).toBe("0,0 1000,0 1000,500 0,500");
  expect(outline()?.classList.contains("gone")).toBe(true);
  expect(word()?.textContent).toBe("Gần hơn");
});

it("draws nothing over a picture that is not there, or without the desk's word", async () => {
  const { container } = render(Preview, { say: speaker("en") });
  await look(container, undefined);
  expect(container.querySelectorAll("svg.over").length).toBe(0);
  await look(container, { guide, outline: null, advice: "avoidLamp" });
  expect(word()?.textContent).toBe("Away from the lamp");
  await look(container, undefined, "error");
  expect(container.querySelectorAll("svg.over").length).toBe(0);
  expect(container.textContent).toContain("No picture from the camera yet");
});
