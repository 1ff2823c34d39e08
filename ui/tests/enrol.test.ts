import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FoundGuest } from "../bindings/FoundGuest";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import Reception from "../reception/Reception.svelte";
import { devicesView } from "../samples/devices";
import { inspectionView, receptionSamples, receptionView } from "../samples/reception";

const act = vi.fn<(act: ReceptionAct) => Promise<ReceptionDone>>();
const find = vi.fn<(text: string) => Promise<FoundGuest[]>>();
beforeEach(() => {
  act.mockReset().mockResolvedValue({ is: "done" });
});

const show = (view: ReceptionView) => render(Reception, { view, act, find });
const one = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const press = (does: string) => fireEvent.click(one(`[data-do="${does}"]`));
const waits = receptionSamples["enrolment-waits"] ?? receptionView();

describe("an enrolment that waits", () => {
  it("shows the digits large, with the hub and the house it names, over whatever the clerk does", async () => {
    show(waits);
    const said = one("[data-digits='406 213']").textContent;
    for (const word of ["406 213", "https://hub.example:8443", "Nhà nghỉ Hoa Sen", "hub devices"]) expect(said).toContain(word);
    await fireEvent.keyDown(document.body, { key: "F12" });
    expect(document.querySelectorAll("[data-digits]")).toHaveLength(1);
    expect(document.querySelector('[data-do="enrol"]')).toBeNull();
  });

  it.each([["enrol:same", true, "bắt đầu được gửi"], ["enrol:other", false, "chưa gửi gì đi"]] as const)(
    "%s answers, says what came of it, and gives the keyboard to the plan",
    async (does, same, words) => {
      const { rerender } = show(waits);
      await press(does);
      expect(act.mock.calls).toEqual([[{ do: "enrolSame", with: same }]]);
      await rerender({ view: { ...waits, enrolment: null } });
      await waitFor(() => expect(document.body.textContent).toContain(words));
      expect(document.activeElement).toBe(one('[data-room="101"]'));
    },
  );
});

describe("the key of the desk", () => {
  const devices = (changing: boolean) => receptionView({ trial: devicesView(), key: { since: "02/03/2026", changing } });

  it("is told with its age and changed by a press", async () => {
    show(devices(false));
    expect(one("[data-key=kept]").textContent).toContain("02/03/2026");
    await press("key:change");
    expect(act.mock.calls.at(-1)).toEqual([{ do: "changeKey" }]);
  });

  it("is not changed twice at once", async () => {
    show(devices(true));
    expect(one("[data-key=changing]").textContent).toContain("khóa mới đã cất");
    const button = one('[data-do="key:change"]');
    expect(button.getAttribute("aria-disabled")).toBe("true");
    button.focus();
    expect(document.activeElement, "it keeps the keyboard").toBe(button);
    await press("key:change");
    expect(act).not.toHaveBeenCalled();
  });
});

it("tells the officer of numbers that the hub has given twice, and of nothing where none was", () => {
  const { unmount } = show(receptionView({ inspection: inspectionView() }));
  expect(one("[data-twice='2']").textContent).toContain("41, 42");
  unmount();
  show(receptionView({ inspection: { ...inspectionView(), twice: [] } }));
  expect(document.querySelector("[data-twice]")).toBeNull();
});
