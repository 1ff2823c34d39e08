import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import Reception from "../reception/Reception.svelte";
import { changeView, inspectionView, receptionView } from "../samples/reception";
import { complaints } from "./axe";

const act = vi.fn<(act: ReceptionAct) => Promise<ReceptionDone>>();
beforeEach(() => act.mockReset().mockResolvedValue({ is: "done" }));

const show = (view: ReceptionView) => render(Reception, { view, act, find: async () => [] });
const one = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const key = (name: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
const type = (field: string, value: string) => fireEvent.input(one(`[data-field="${field}"]`), { target: { value } });
const last = () => act.mock.calls.at(-1)?.[0];
const click = (does: string) => fireEvent.click(one(`[data-do="${does}"]`));
const { stay, guest } = changeView();

it("corrects one fact and leaves the others as they are", async () => {
  show(receptionView({ change: changeView({ residence: "Số 1, Hà Nội" }) }));
  await type("name", "Nguyễn Văn Ân");
  await type("why", "Gõ nhầm");
  await click("change:save");
  const with_ = last();
  if (with_?.do !== "change" || with_.with.what.is !== "correct") throw new Error("no correction");
  expect(with_.with).toMatchObject({ stay, guest, why: "Gõ nhầm" });
  expect(with_.with.what.to).toMatchObject({ name: "Nguyễn Văn Ân", number: "001099000123", paper: "1", residence: "Số 1, Hà Nội" });
});

it("extends by F7 and moves by F6, from the chosen room", async () => {
  show(receptionView());
  await fireEvent.focus(one('[data-room="101"]'));
  await key("F7");
  expect(last()).toEqual({ do: "openChange", with: { stay, guest } });
});

it("sends an extension, a move, a cancellation, each with its reason", async () => {
  show(receptionView({ change: changeView() }));
  await type("why", "Khách muốn");
  await click("way:extend");
  await type("by", "3");
  await click("change:save");
  expect(last()).toEqual({ do: "change", with: { stay, guest, why: "Khách muốn", what: { is: "extend", to: 3 } } });
  await click("way:cancel");
  await click("change:save");
  expect(last()).toEqual({ do: "change", with: { stay, guest, why: "Khách muốn", what: { is: "cancel" } } });
});

it("offers to take a check-out back, by the button and by Ctrl+Z", async () => {
  show(receptionView());
  await fireEvent.focus(one('[data-room="101"]'));
  await key("F8");
  await click("checkOut");
  await waitFor(() => one('[data-do="undo"]'));
  await key("z", { ctrlKey: true, code: "KeyZ" });
  expect(last()).toEqual({ do: "change", with: { stay, guest, why: "", what: { is: "reopen" } } });
});

it("lists what an officer asks for, and shows a whole number on request", async () => {
  const { container } = show(receptionView({ inspection: inspectionView() }));
  expect(container.querySelectorAll("[data-proof]").length).toBe(7);
  await click("number:102");
  expect(last()).toEqual({ do: "showNumber", with: "guest-1" });
  expect(one('[data-person="101"]').querySelector("button"), "it is shown already").toBeNull();
  await key("k", { ctrlKey: true, shiftKey: true, code: "KeyK" });
  expect(last()).toEqual({ do: "closeInspection" });
});

it("warns until the hub is back, counts down, and says that the clock is wrong", async () => {
  const warning = { last: true, deadline: "21/11 23:00", minutesLeft: 12, waiting: 3 };
  const sync = { state: "offline", waiting: 3, oldest: null, minutesLeft: 12 } as const;
  show(receptionView({ warning, sync, clock: { state: "wrong", offMinutes: 180 } }));
  expect(one("[data-warning=last]").textContent).toContain("12 phút");
  expect(one("[data-due]").textContent?.replace(/\s+/g, " ")).toContain("3 chưa có biên nhận · còn 12 phút");
  expect(one("[data-clock=wrong]").textContent).toContain("3 giờ 00");
  await click("warning:packet");
  expect(last()).toEqual({ do: "export", with: { kind: "packet", from: "2026-10-22", to: "2026-11-21" } });
});

it.each([
  ["correct", { change: changeView() }],
  ["over", { change: changeView({ over: true }) }],
  ["cancelled", { change: changeView({ cancelled: true, over: true, told: [] }) }],
  ["inspection", { inspection: inspectionView() }],
  ["warning", { warning: { last: false, deadline: "21/11 23:00", minutesLeft: 55, waiting: 1 } }],
] as [string, Partial<ReceptionView>][])("%s has no accessibility violation", async (_, over) => {
  const { container } = show(receptionView(over));
  expect(await complaints(container)).toEqual([]);
  expect(container.textContent).not.toMatch(/\{\w+\}|undefined/);
  for (const button of container.querySelectorAll("button")) expect(button.dataset.do, button.outerHTML).toBeTruthy();
});
