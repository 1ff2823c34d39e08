import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Language } from "../bindings/Language";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import Reception from "../reception/Reception.svelte";
import { brokenDevices, devicesView, noDevices, readerLine } from "../samples/devices";
import { draftView, receptionView } from "../samples/reception";
import { complaints } from "./axe";

const act = vi.fn<(act: ReceptionAct) => Promise<ReceptionDone>>();
beforeEach(() => void act.mockReset().mockResolvedValue({ is: "done" }));

const show = (view: ReceptionView, language: Language = "vi") => render(Reception, { view, act, find: async () => [], language });
const key = (name: string, more: Partial<KeyboardEvent> = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
const chord = () => key("T", { code: "KeyT", ctrlKey: true, shiftKey: true });
const one = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const sent = () => act.mock.calls.map(([request]) => request);
const pages = { whole: devicesView(), broken: brokenDevices, none: noDevices };

describe.each(Object.entries(pages))("the page of devices, %s", (_, trial) => {
  // In Vietnamese it is among the samples of the reception.
  it("has no accessibility violation in English", async () => {
    const { container } = show(receptionView({ trial }), "en");
    expect(await complaints(container)).toEqual([]);
    expect(container.textContent).not.toMatch(/\{\w+\}|undefined/);
    for (const button of container.querySelectorAll("button")) expect(button.dataset.do, button.outerHTML).toBeTruthy();
  });
});

describe("the way to the page", () => {
  it("opens with Ctrl+Shift+T, by its place on the keyboard, or by the button in the foot", async () => {
    show(receptionView());
    await key("ŧ", { code: "KeyT", ctrlKey: true, shiftKey: true });
    await fireEvent.click(one('[data-do="status:trial"]'));
    await key("T", { code: "KeyT", shiftKey: true });
    expect(sent()).toEqual([{ do: "openTrial" }, { do: "openTrial" }]);
  });

  it("closes with the same keys, and with Esc; a sheet takes its place", async () => {
    show(receptionView({ trial: devicesView() }));
    await chord();
    await key("Escape");
    await key("F12");
    expect(sent()).toEqual([{ do: "closeTrial" }, { do: "closeTrial" }, { do: "closeTrial" }]);
    expect(one('[data-at="outbox"]')).toBeTruthy();
  });

  it("waits for a person who is being registered", async () => {
    show(receptionView({ draft: draftView() }));
    await chord();
    expect(sent()).toEqual([]);
  });

  it("keeps the plan still under it", async () => {
    show(receptionView({ trial: devicesView() }));
    expect(one('[data-at="trial"]')).toBeTruthy();
    for (const name of ["1", "0", "1", "Enter", "F8"]) await key(name);
    expect(sent()).toEqual([]);
    expect(document.querySelector(".jump")).toBeNull();
  });

  it("starts the keyboard inside", async () => {
    show(receptionView({ trial: devicesView() }));
    await waitFor(() => expect(one('[data-panel="trial"]').contains(document.activeElement)).toBe(true));
  });
});

describe("what the page says", () => {
  it("shows a card by its answer, and whether the reader is the one that is used", () => {
    show(receptionView({ trial: devicesView({ readers: { choice: { by: "nobody", device: null }, problems: [], list: [readerLine(), readerLine({ name: "Other", used: false, card: "nothing", answerToReset: null })] } }) }));
    expect(one('[data-card="contactless"]').textContent).toContain("3B 88 80 01");
    expect(one('[data-reader="Other"]').textContent).toContain("Chưa có thẻ");
  });

  it("says what is wrong and what helps", () => {
    show(receptionView({ trial: noDevices }));
    expect(one('[data-problem="serviceDown"]').textContent).toContain("Dịch vụ pcscd không chạy. Chạy: systemctl start pcscd.socket.");
    expect(one('[data-problem="noCamera"]').textContent).toContain("1080p");
  });

  it("says how a code came from a scanner, and what to set", () => {
    show(receptionView({ trial: brokenDevices }));
    expect(one('[data-carried="keys"]').textContent).toBe("gõ như bàn phím");
    expect(one('[data-scan] [data-problem="scannerTypes"]').textContent).toContain("Quét mã USB-COM");
    expect(one('[data-size]').textContent).toBe("640 × 480, YUYV");
    expect(one('[data-problem="cameraSmall"]').textContent).toContain("1920 × 1080");
  });

  it("says in plain words how large a module was, how long it took, and what to do", () => {
    const good = show(receptionView({ trial: devicesView() }));
    expect(one('[data-module="enough"]').textContent).toContain("Mỗi ô vuông của mã rộng 2,6 điểm ảnh; từ 2,0 trở lên là đọc chắc.");
    expect(one('[data-read] [data-millis="4"]').textContent).toBe("đọc mất 4 ms");
    expect(one('[data-scan] [data-millis="21"]').textContent).toBe("máy quét gửi mất 21 ms");
    good.unmount();
    show(receptionView({ trial: brokenDevices }), "en");
    expect(one('[data-module="tooFew"]').textContent).toMatch(/1\.4 pixels wide; a card reads surely from 2\.0\.\s+Too small: hold the card closer/);
  });

  it("says what was read without what it says", () => {
    show(receptionView({ trial: devicesView() }));
    expect(one('[data-read="citizenCard"]').textContent).toContain("Đọc lúc 19:42:03: mã QR căn cước, 104 byte");
  });
});

describe("the choice", () => {
  it("is made by a button and can be given up", async () => {
    show(receptionView({ trial: devicesView() }));
    await fireEvent.click(one(`[data-do="use:${readerLine().name}"]`));
    await fireEvent.click(one('[data-do="first:camera"]'));
    expect(sent()).toEqual([
      { do: "chooseDevice", with: { kind: "reader", device: readerLine().name } },
      { do: "chooseDevice", with: { kind: "camera", device: null } },
    ]);
    await waitFor(() => expect(one(".toast").textContent).toBe("Đã nhớ lựa chọn."));
  });

  it("is of a camera or scanner by its setting", async () => {
    show(receptionView({ trial: brokenDevices }));
    await fireEvent.click(one('[data-do="use:usb:aaaa:bbbb"]'));
    await fireEvent.click(one('[data-do="use:hid:05e0:1200"]'));
    expect(one('[data-device-line="hid:05e0:1200"] [role="alert"]').textContent).toContain("không gõ vào cửa sổ nào nữa");
    expect(sent(), "a keyboard is asked about first").toHaveLength(1);
    await fireEvent.click(one('[data-do="use:hid:05e0:1200"]'));
    expect(sent()).toEqual([
      { do: "chooseDevice", with: { kind: "camera", device: "usb:aaaa:bbbb" } },
      { do: "chooseDevice", with: { kind: "scanner", device: "hid:05e0:1200" } },
    ]);
  });

  it("says where the command line wins", () => {
    show(receptionView({ trial: brokenDevices }));
    expect(one('[data-kind="camera"] [data-chosen="commandLine"]').textContent).toContain("Dòng lệnh đang chỉ định Example VGA Camera.");
  });
});
