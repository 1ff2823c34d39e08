import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, expect, it, vi } from "vitest";
import type { Badge } from "../bindings/Badge";
import type { OutboxLine } from "../bindings/OutboxLine";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import { noEntry } from "../reception/form.svelte";
import Reception from "../reception/Reception.svelte";
import { changeView, draftView, inspectionView, receptionView } from "../samples/reception";
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

it.each([
  ["F7", "extend"],
  ["F6", "move"],
])("by %s opens the change of the chosen room on the way %s", async (name, way) => {
  const { rerender } = show(receptionView());
  await fireEvent.focus(one('[data-room="101"]'));
  await key(name);
  expect(last()).toEqual({ do: "openChange", with: { stay, guest } });
  await rerender({ view: receptionView({ change: changeView() }) });
  expect(one(`[data-do="way:${way}"]`).getAttribute("aria-pressed")).toBe("true");
  expect(document.querySelectorAll('[data-do^="way:"][aria-pressed="true"]')).toHaveLength(1);
});

it("says as what and why somebody stays, and a carer's relation only of a carer", async () => {
  show(receptionView({ change: changeView({ purpose: { role: "guest", relation: null, reason: 18, reasonText: "" } }) }));
  await click("way:restate");
  expect(document.querySelector('[data-field="relation"]')).toBeNull();
  await fireEvent.change(one('[data-field="role"]'), { target: { value: "carer" } });
  await fireEvent.change(one('[data-field="relation"]'), { target: { value: "child" } });
  await fireEvent.change(one('[data-field="reason"]'), { target: { value: "20" } });
  await type("reasonText", "Người nuôi bệnh");
  await type("why", "Chọn nhầm");
  await click("change:save");
  const what = { is: "restate", to: { role: "carer", relation: "child", reason: 20, reasonText: "Người nuôi bệnh" } };
  expect(last()).toEqual({ do: "change", with: { stay, guest, what, why: "Chọn nhầm" } });
});

it("writes down how a foreigner entered the country, without a reason, and asks nothing of a citizen", async () => {
  const { rerender } = show(receptionView({ change: changeView() }));
  expect(document.querySelector('[data-do="way:entry"]')).toBeNull();
  await rerender({ view: receptionView() });
  await rerender({ view: receptionView({ change: changeView({ entry: { ...noEntry, gate: "Nội Bài" } }) }) });
  await click("way:entry");
  expect(document.querySelector('[data-field="why"]')).toBeNull();
  await fireEvent.change(one('[data-field="entry:kind"]'), { target: { value: "exempt" } });
  expect(document.querySelector('[data-field="entry:number"]')).toBeNull();
  await type("entry:permittedUntil", "20/12/2026");
  await click("change:save");
  expect(last()).toEqual({ do: "writeEntry", with: { ...noEntry, kind: "exempt", gate: "Nội Bài", permittedUntil: "20/12/2026" } });
});

it("says that a paper that was scanned meanwhile was not taken", async () => {
  const { rerender } = show(receptionView({ change: changeView() }));
  expect(document.querySelector(".scanned")).toBeNull();
  await rerender({ view: receptionView({ change: changeView({ scanned: true }) }) });
  expect(one('.scanned[role="status"]').textContent).toContain("chưa lấy gì");
});

it("takes a check-out back later, from the room's sheet or by Ctrl+Z on the chosen room", async () => {
  show(receptionView());
  await fireEvent.click(one('[data-room="106"]'));
  await click("reopen:stay-106");
  const open = { do: "openChange", with: { stay: "stay-106", guest: "guest-106-0" } };
  expect(last()).toEqual(open);
  act.mockClear();
  await key("z", { code: "KeyZ", ctrlKey: true });
  expect(last()).toEqual(open);
});

it.each([
  ["extend", "by", "3", { is: "extend", to: 3 }],
  // The desk says that it is not clear by how much.
  ["extend", "by", "", { is: "extend", to: 0 }],
  ["extend", "by", "-2", { is: "extend", to: 0 }],
  ["extend", "by", "1.5", { is: "extend", to: 0 }],
  ["move", "to", "room-102", { is: "move", to: "room-102" }],
  ["replan", "ends", "22/11/2026 12:00", { is: "replan", to: "22/11/2026 12:00" }],
  ["cancel", "why", "Khách muốn", { is: "cancel" }],
])("sends with its reason: %s, %s %s", async (way, field, value, what) => {
  show(receptionView({ change: changeView() }));
  await type("why", "Khách muốn");
  await click(`way:${way}`);
  if (way === "move") await fireEvent.change(one(`[data-field="${field}"]`), { target: { value } });
  else await type(field, value);
  await fireEvent.submit(one(".change form"));
  expect(last()).toEqual({ do: "change", with: { stay, guest, why: "Khách muốn", what } });
});

it("saves once, however often Enter is pressed, and again after a refusal", async () => {
  act.mockRejectedValueOnce({ code: "noWhy", findings: [] });
  show(receptionView({ change: changeView() }));
  const save = () => fireEvent.submit(one(".change form"));
  await Promise.all([save(), save()]);
  await waitFor(() => one('[role="alert"]'));
  expect(act).toHaveBeenCalledTimes(1);
  await Promise.all([save(), save()]);
  expect(act).toHaveBeenCalledTimes(2);
  await save();
  expect(act, "the desk is about to put it away").toHaveBeenCalledTimes(2);
});

it("closes a change by Esc, not the drawer under it", async () => {
  show(receptionView({ change: changeView(), draft: draftView() }));
  await key("Escape");
  expect(last()).toEqual({ do: "closeChange" });
});

it("names no deadline of what has none", async () => {
  const view = receptionView();
  for (const person of view.floors.flatMap((floor) => floor.rooms).flatMap((room) => room.people)) {
    person.notice = { ...(view.radar[1]?.badge as Badge), deadline: "" };
  }
  show(view);
  await fireEvent.click(one('[data-room="101"]'));
  expect(one('[data-panel="room"] .notice').textContent).not.toContain("hạn");
});

it("offers to send again, and a slip, each for its own telling of a notice", async () => {
  const view = receptionView();
  const line = view.outbox.find((one) => one.notice === "n104") as OutboxLine;
  const badge = view.outbox.find((one) => one.notice === "n101")?.badge as Badge;
  const lines = [1, 2, 3, 4].map((revision) => ({ ...line, revision, resend: revision === 2, badge: revision > 2 ? badge : line.badge }));
  show(receptionView({ outbox: lines }));
  await key("F12");
  const offered = [...document.querySelectorAll<HTMLElement>('[data-do^="resend:"], [data-do^="slip:"]')].map((button) => button.dataset["do"]);
  expect(offered).toEqual(["resend:n104:2", "slip:n104:3", "slip:n104:4"]);
  await click("slip:n104:3");
  expect(last()).toEqual({ do: "slip", with: { notice: "n104", revision: 3 } });
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
  await click("number:guest-1");
  expect(last()).toEqual({ do: "showNumber", with: "guest-1" });
  expect(one('[data-person="101"]').querySelector("button"), "it is shown already").toBeNull();
  await key("k", { ctrlKey: true, shiftKey: true, code: "KeyK" });
  expect(last()).toEqual({ do: "closeInspection" });
});

it("warns until the hub is back, counts down, and says that the clock is wrong", async () => {
  const warning = { last: true, deadline: "21/11 23:00", minutesLeft: 12, waiting: 3, overdue: 0 };
  const sync = { state: "offline", waiting: 3, oldest: null, minutesLeft: 12 } as const;
  show(receptionView({ warning, sync, clock: { state: "wrong", offMinutes: 180 } }));
  expect(one("[data-warning=last]").textContent).toContain("12 phút");
  expect(one("[data-due]").textContent?.replace(/\s+/g, " ")).toContain("3 chưa có biên nhận · còn 12 phút");
  expect(one("[data-clock=wrong]").textContent).toContain("3 giờ 00");
  const leftOut = [{ notice: "n9", stay: "s9", guest: "g9", place: "102", name: "ANNA BEISPIEL", why: "noPermittedStay" as const }];
  act.mockResolvedValue({ is: "exported", file: "LT-20261121-001_danh-sach.pdf", records: 3, leftOut, lacking: [] });
  await click("warning:packet");
  const packet = { do: "export", with: { kind: "packet", from: "21/11/2026", to: "21/11/2026", again: [] } };
  expect(last()).toEqual(packet);
  await waitFor(() => expect(one('[data-left-out="noPermittedStay"]').textContent).toContain("ANNA BEISPIEL"));
  await type("permit:n9", "20/12/2026");
  await fireEvent.submit(one('[data-left-out="noPermittedStay"] form'));
  await waitFor(() => expect(last()).toEqual(packet));
});

it.each([
  [[], 0, /Đã đối chiếu 7 ngày với máy chủ lúc 22\/11 03:10: khớp nhau/, "alike"],
  [[], 2, /2 ngày chưa đối chiếu được/, "failed"],
  [[{ day: "20/11/2026", repaired: 3, left: 0 }], 0, /lúc 22\/11 03:10\..*20\/11\/2026: 3 thông báo.*đã tự sửa/s, "repaired"],
  [[{ day: "19/11/2026", repaired: 1, left: 0 }, { day: "20/11/2026", repaired: 0, left: 2 }], 0, /19\/11\/2026.*còn 2 thông báo khác máy chủ/s, "differs"],
] as const)("says in the outbox what the night found: %j, %s not looked at", async (found, failed, words, how) => {
  show(receptionView({ night: { at: "22/11 03:10", days: 7 - failed, failed, found: [...found] } }));
  await key("F12");
  expect(one(`[data-night=${how}]`).textContent).toMatch(words);
});

it("does not say that time is left when a deadline has passed, and counts what is overdue beside the next one", () => {
  const warning = { last: true, deadline: "21/11 23:00", minutesLeft: -12, waiting: 3, overdue: 3 };
  const { unmount } = show(receptionView({ warning }));
  expect(one("[data-warning] p").textContent).toContain("hạn 21/11 23:00 đã qua 12 phút");
  expect(one("[data-warning] p").textContent).not.toMatch(/còn|Trong đó/);
  unmount();
  show(receptionView({ warning: { ...warning, minutesLeft: 12, overdue: 2 } }));
  expect(one("[data-warning] p").textContent).toMatch(/còn 12 phút.*Trong đó 2 đã quá hạn/s);
});

it.each([
  ["correct", { change: changeView() }],
  ["over", { change: changeView({ over: true }) }],
  ["cancelled", { change: changeView({ cancelled: true, over: true, told: [] }) }],
  ["inspection", { inspection: inspectionView() }],
  ["warning", { warning: { last: false, deadline: "21/11 23:00", minutesLeft: 55, waiting: 1, overdue: 0 } }],
] as [string, Partial<ReceptionView>][])("%s has no accessibility violation", async (_, over) => {
  const { container } = show(receptionView(over));
  expect(await complaints(container)).toEqual([]);
  expect(container.textContent).not.toMatch(/\{\w+\}|undefined/);
  for (const button of container.querySelectorAll("button")) expect(button.dataset.do, button.outerHTML).toBeTruthy();
});

it.each([
  ["reopen", { over: true }, "why"],
  ["cancel", {}, "why"],
  ["correct", {}, "paper"],
  ["move", {}, "to"],
] as const)("begins the way %s at its first field, also when it is chosen later", async (way, more, field) => {
  show(receptionView({ change: changeView(more) }));
  await click(way === "correct" ? "way:cancel" : "way:correct");
  await click(`way:${way}`);
  expect(document.activeElement).toBe(one(`[data-field="${field}"]`));
  await key("Enter");
  expect(one(`[data-do="way:${way}"]`).getAttribute("aria-pressed")).toBe("true");
});

it("marks the field in which no day stands, names it, and puts the keyboard there", async () => {
  show(receptionView({ change: changeView({ entry: { ...noEntry } }) }));
  await click("way:entry");
  act.mockRejectedValueOnce({ code: { notADayIn: "permittedUntil" }, findings: [] });
  await type("entry:permittedUntil", "mai");
  await fireEvent.submit(one(".change form"));
  await waitFor(() => expect(one(".toast.bad").textContent).toContain("“Được tạm trú đến”"));
  await waitFor(() => expect(document.activeElement).toBe(one('[data-field="entry:permittedUntil"]')));
  expect([...document.querySelectorAll('[aria-invalid="true"]')]).toEqual([document.activeElement]);
});

it("says how a planned end is typed, at its field", async () => {
  show(receptionView({ change: changeView() }));
  await click("way:replan");
  act.mockRejectedValueOnce({ code: "notAMoment", findings: [] });
  await fireEvent.submit(one(".change form"));
  await waitFor(() => expect(one(".toast.bad").textContent).toContain("5/3/2027 12:00"));
  expect(one('[data-field="ends"]').getAttribute("aria-invalid")).toBe("true");
});

it("lets no list lie over a change: what is typed is not lost to another one", async () => {
  show(receptionView({ change: changeView() }));
  await type("name", "Nguyễn Văn Ân");
  act.mockClear();
  for (const name of ["F12", "F3"]) await key(name);
  await key("b", { code: "KeyB", ctrlKey: true });
  await key("K", { code: "KeyK", ctrlKey: true, shiftKey: true });
  await key("T", { code: "KeyT", ctrlKey: true, shiftKey: true });
  expect(document.querySelectorAll("[data-panel]")).toHaveLength(1);
  expect(act).not.toHaveBeenCalled();
  expect(one<HTMLInputElement>('[data-field="name"]').value).toBe("Nguyễn Văn Ân");
});

it("goes from the outbox to one person's change after the other's, and back to it", async () => {
  const { rerender } = show(receptionView());
  for (const guest of ["guest-101-0", "guest-103-0"]) {
    if (!document.querySelector('[data-panel="outbox"]')) await key("F12");
    await fireEvent.click(one('[data-panel="outbox"] [data-do^="change:"]'));
    await waitFor(() => expect(document.querySelector('[data-panel="outbox"]')).toBeNull());
    await rerender({ view: receptionView({ change: changeView({ guest }) }) });
    await rerender({ view: receptionView() });
    expect(one('[data-panel="outbox"]')).toBeTruthy();
  }
});

it("leaves Ctrl+Z to a field that is typed in", async () => {
  show(receptionView());
  await fireEvent.click(one('[data-room="106"]'));
  act.mockClear();
  const typed = document.body.appendChild(document.createElement("input"));
  const done = await fireEvent.keyDown(typed, { key: "z", code: "KeyZ", ctrlKey: true });
  typed.remove();
  expect([done, act.mock.calls]).toEqual([true, []]);
});

it("hears a button once until its act is answered", async () => {
  let answer: (done: ReceptionDone) => void = () => {};
  show(receptionView());
  await key("F12");
  act.mockClear().mockReturnValue(new Promise((resolve) => (answer = resolve)));
  const slip = document.querySelector<HTMLElement>('[data-do^="slip:"]') as HTMLElement;
  await fireEvent.click(slip);
  await fireEvent.click(slip);
  expect([act.mock.calls.length, slip.getAttribute("aria-busy")]).toEqual([1, "true"]);
  answer({ is: "done" });
  await waitFor(() => expect(slip.getAttribute("aria-busy")).toBeNull());
  await fireEvent.click(slip);
  expect(act).toHaveBeenCalledTimes(2);
});

it("corrects with the fields of a check-in: sexes to choose, what is refused at its field, and the keyboard there", async () => {
  show(receptionView({ change: changeView() }));
  expect([...one<HTMLSelectElement>('[data-field="sex"]').options].map((option) => option.value)).toContain("Nữ");
  act.mockRejectedValueOnce({ code: "findings", findings: [{ field: "birth", hard: true, code: "not-a-date" }] });
  await type("birth", "31/02/1990");
  await fireEvent.submit(one(".change form"));
  await waitFor(() => expect(document.activeElement).toBe(one('[data-field="birth"]')));
  const birth = one('[data-field="birth"]');
  expect(birth.getAttribute("aria-invalid")).toBe("true");
  expect(one(`[id="${birth.getAttribute("aria-describedby")}"] [data-finding="not-a-date"]`)).toBeTruthy();
  await click("way:cancel");
  expect(document.querySelector("[data-finding]"), "it was said of another way").toBeNull();
});

it("gives the keyboard back to the draft when a sheet over it is closed, and keeps Shift+Tab inside a sheet", async () => {
  show(receptionView({ draft: draftView() }));
  one('[data-field="nationality"]').focus();
  await key("F12");
  const sheet = one('[data-panel="outbox"]');
  expect(sheet.contains(document.activeElement)).toBe(true);
  sheet.focus();
  await key("Tab", { shiftKey: true });
  expect(document.activeElement).toBe([...sheet.querySelectorAll("button")].at(-1));
  await key("Escape");
  await waitFor(() => expect(document.activeElement).toBe(one('[data-field="nationality"]')));
});
