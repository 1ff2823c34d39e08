import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FoundGuest } from "../bindings/FoundGuest";
import type { PortalView } from "../bindings/PortalView";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import Reception from "../reception/Reception.svelte";
import { noPortal, portalView } from "../samples/portal";
import { receptionView } from "../samples/reception";
import { complaints } from "./axe";

const act = vi.fn<(act: ReceptionAct) => Promise<ReceptionDone>>();
const find = vi.fn<(text: string) => Promise<FoundGuest[]>>();
beforeEach(() => {
  act.mockReset().mockResolvedValue({ is: "done" });
  find.mockReset().mockResolvedValue([]);
});

const one = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const field = (name: string) => one<HTMLInputElement>(`[data-field="portal:${name}"]`);
const type = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const last = () => act.mock.calls.at(-1)?.[0];

async function open(portal: PortalView) {
  const view = receptionView();
  const { container } = render(Reception, { view: { ...view, exports: { ...view.exports, portal } }, act, find });
  await fireEvent.keyDown(document.body, { key: "b", code: "KeyB", ctrlKey: true });
  one('[data-panel="exports"]');
  return container;
}

describe("the portal's API", () => {
  it.each([
    ["in use", portalView],
    ["off", noPortal],
  ])("has no accessibility violation: %s", async (_, view) => {
    const container = await open(view());
    await fireEvent.click(one('[data-do="portalOpen"]'));
    expect(await complaints(container)).toEqual([]);
  });

  it("sends nothing before it is set, and is set by hand with what the operator gave", async () => {
    await open(noPortal());
    expect(document.querySelector('[data-do="portalSend"]')).toBeNull();
    await fireEvent.click(one('[data-do="portalOpen"]'));
    expect(field("base").required).toBe(false);
    await fireEvent.click(field("on"));
    expect(field("password").required).toBe(true);
    const typed = { base: "https://p.example", tokenPath: "/t", citizenPath: "/c", foreignerPath: "/f", departurePath: "/d", user: "hoa-sen", password: "mật khẩu" };
    for (const [name, value] of Object.entries(typed)) await type(name, value);
    await fireEvent.submit(field("base").closest("form") as HTMLFormElement);
    expect(last()).toEqual({ do: "portalSettings", with: { on: true, seconds: 20, ...typed } });
    await waitFor(() => expect(document.querySelector('[data-field="portal:base"]')).toBeNull());
    expect(document.activeElement).toBe(one('[data-do="portalOpen"]'));
  });

  it("keeps a password that is not typed again, and never shows it", async () => {
    await open(portalView());
    await fireEvent.click(one('[data-do="portalOpen"]'));
    expect([field("password").type, field("password").value, field("password").required]).toEqual(["password", "", false]);
  });

  it("says what a yes is worth, and why the portal refused", async () => {
    await open(portalView());
    expect(one('[data-call="c7"]').textContent).toContain("chờ đối chiếu danh sách");
    expect(one('[data-call="c6"]').textContent).toContain("Chưa rõ");
    expect([...document.querySelectorAll('[data-call="c5"] li')].map((line) => line.textContent)).toEqual(["Họ tên không được để trống", "Số giấy tờ sai"]);
    for (const closed of ["c5", "c3", "c2", "c1"]) expect(document.querySelector(`[data-call="${closed}"] button`)).toBeNull();
  });

  it("tells of an errand that ended early, and of whom it left out", async () => {
    await open(portalView());
    act.mockResolvedValueOnce({ is: "portalSent", accepted: 1, refused: 0, trouble: "uncertain", leftOut: [] });
    await fireEvent.click(one('[data-do="portalSend"]'));
    expect(last()).toEqual({ do: "portalSend", with: [] });
    await waitFor(() => expect(one('[role="status"]').textContent).toContain("đã nhận 1, từ chối 0. Một lần gửi chưa rõ"));
    const line = (notice: string, why: "sentToPortal" | "inFile" | "beforeYesterday") => ({ notice, stay: "s1", guest: "g1", place: "101", name: "An", why });
    const leftOut = [line("n1", "sentToPortal"), line("n2", "inFile"), line("n3", "beforeYesterday")];
    act.mockResolvedValueOnce({ is: "portalSent", accepted: 0, refused: 0, trouble: null, leftOut });
    await fireEvent.click(one('[data-do="portalSend"]'));
    await waitFor(() => expect(one('[data-left-out="beforeYesterday"]').textContent).toContain("hãy xuất file"));
    expect(document.querySelector('[data-do="again:n1"]')).toBeNull();
    await fireEvent.click(one('[data-do="again:n2"]'));
    expect(last()).toEqual({ do: "portalSend", with: ["n2"] });
  });

  it("takes what a person saw at the portal", async () => {
    await open(portalView());
    await fireEvent.click(one('[data-do="seen:c6"]'));
    expect(last()).toEqual({ do: "portalLooked", with: { call: "c6", there: true } });
    await fireEvent.click(one('[data-do="unseen:c7"]'));
    expect(last()).toEqual({ do: "portalLooked", with: { call: "c7", there: false } });
    expect(document.querySelector('[data-do="unseen:c4"]')).toBeNull();
    expect(one('[data-do="seen:c4"]')).toBeTruthy();
  });
});
