import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { KioskAct } from "../bindings/KioskAct";
import Kiosk from "../kiosk/Kiosk.svelte";
import { calibrate } from "../kiosk/millimetres";
import { stillHere } from "../kiosk/presence";
import { kioskSamples, kioskView } from "../samples/kiosk";
import { complaints } from "./axe";

const show = (name: string) => {
  const act = vi.fn<(act: KioskAct) => void>();
  const view = kioskSamples[name];
  if (!view) throw new Error(name);
  return { act, ...render(Kiosk, { view, act }) };
};
const press = async (does: string) => {
  const button = document.querySelector(`[data-do="${does}"]`);
  if (!button) throw new Error(`no ${does}`);
  await fireEvent.click(button);
};
const says = (text: string) => expect(document.body.textContent).toContain(text);

describe("every screen", () => {
  it.each(Object.keys(kioskSamples))("%s names itself and has no accessibility violation", async (name) => {
    const { container } = show(name);
    expect(container.querySelector("[data-at]")?.getAttribute("data-at")).toBe(kioskSamples[name]?.screen.at);
    expect(await complaints(container)).toEqual([]);
  });

  it.each(Object.keys(kioskSamples))("%s leaves no blank unfilled and no button without a name for WebDriver", (name) => {
    const { container } = show(name);
    expect(container.textContent).not.toMatch(/\{\w+\}|undefined|null/);
    for (const button of container.querySelectorAll("button")) expect(button.dataset.do).toBeTruthy();
  });
});

describe("the second tap of a nervous finger", () => {
  const twice = async (does: string) => {
    for (const detail of [1, 2]) await fireEvent.click(document.querySelector(`[data-do="${does}"]`) ?? document.body, { detail });
  };

  it("answers nothing, since it would answer the next screen", async () => {
    const { act } = show("welcome");
    await twice("start");
    expect(act.mock.calls.filter(([one]) => one.do === "start")).toHaveLength(1);
  });
});

describe("a tap sends its act", () => {
  const taps: [string, string, KioskAct][] = [
    ["welcome", "start", { do: "start" }],
    ["welcome", "passport", { do: "passport" }],
    ["welcome", "noCard", { do: "noCard" }],
    ["welcome", "language:en", { do: "language", with: "en" }],
    ["welcome", "unhurried", { do: "unhurried", with: true }],
    ["role", "role:patient", { do: "role", with: "patient" }],
    ["role", "back", { do: "back" }],
    ["role", "staff", { do: "callStaff" }],
    ["read-qr", "typeNumber", { do: "typeNumber" }],
    ["read-lifted", "qrOnly", { do: "qrOnly" }],
    ["confirm", "confirm:yes", { do: "confirm", with: true }],
    ["confirm", "confirm:no", { do: "confirm", with: false }],
    ["department", "dept:Khoa Nội", { do: "department", with: "d0" }],
    ["relation", "relation:spouse", { do: "relation", with: "spouse" }],
    ["nights", "nights:1", { do: "nights", with: { known: 1 } }],
    ["nights", "nights:unknown", { do: "nights", with: "unknown" }],
    ["idle", "stillHere", { do: "stillHere" }],
    ["done-sent", "finish", { do: "finish" }],
    ["staff-asked", "finish", { do: "finish" }],
  ];
  it.each(taps)("%s: %s", async (name, does, wanted) => {
    const { act } = show(name);
    await press(does);
    expect(act.mock.calls).toEqual([[wanted]]);
  });
});

describe("a kiosk that was enrolled just now", () => {
  it.each([["enrol:same", true], ["enrol:other", false]])("sends a guest to the desk, and asks only staff: %s", async (does, same) => {
    const { act } = show("enrol");
    says("Mời ông bà, anh chị đến quầy");
    expect(document.querySelector("[data-digits], [data-do='enrol:same']"), "a guest vouches for no hub").toBeNull();
    await press("enrol:staff");
    await press(does);
    expect(act.mock.calls).toEqual([[{ do: "enrolSame", with: same }]]);
  });
});

describe("what the screens say", () => {
  it.each([
    ["read-lifted", "Thẻ bị nhấc sớm. Đặt lại, giữ yên."],
    ["staff-not-confirmed", "Máy chưa xác nhận được thẻ. Mời gặp nhân viên."],
    ["confirm", "Chữ ký trên chip khớp; chưa thử được chip gốc hay bản sao, chưa đối chiếu được nơi cấp"],
    ["done-sent", "Đã gửi lúc 19:42, mã 4K7P"],
    ["done-saved", "Đã lưu, sẽ gửi khi có mạng (hạn 23:00)"],
    ["done-saved", "Nhớ mang thẻ theo"],
    ["read-qr", "Mã QR bị mờ? Đưa dòng chữ <<< ở mặt sau thẻ vào camera."],
    ["read-insurance", "Đây là thẻ BHYT. Mời dùng thẻ căn cước."],
    ["read-zone", "Đưa trang có ảnh của hộ chiếu vào camera"],
    ["read-lay-passport", "Đặt hộ chiếu đã gập lên máy đọc"],
    ["welcome-reader-broken", "Máy đọc thẻ đang hỏng."],
  ])("%s: %s", (name, sentence) => {
    show(name);
    says(sentence);
  });

  it("never calls a card forged or proven by the police", () => {
    for (const name of Object.keys(kioskSamples)) {
      const { container, unmount } = show(name);
      expect(container.textContent).not.toMatch(/thẻ giả|công an|forged|police/i);
      unmount();
    }
  });

  it("shows the photo on tap only", async () => {
    show("confirm");
    expect(document.querySelector("img")).toBeNull();
    await press("photo");
    expect(document.querySelector("img")?.getAttribute("src")).toMatch(/^picture:\/\/localhost\/face\?\d+$/);
  });

  it("turns the page of many departments", async () => {
    show("department");
    expect(document.querySelectorAll("[data-do^='dept:']")).toHaveLength(12);
    await press("department:more");
    expect(document.querySelectorAll("[data-do^='dept:']")).toHaveLength(2);
  });
});

describe("without a reader", () => {
  it("nobody is asked to lay a card", () => {
    show("read-no-reader");
    says("Máy đọc thẻ đang hỏng");
    expect(document.querySelector("[data-do='qrOnly']")?.className).toContain("primary");
    show("read-no-reader-number");
    says("Mời đưa mã QR vào camera.");
    expect(document.body.textContent).not.toContain("Đặt thẻ lên");
  });
});

describe("the keypad", () => {
  it("takes taps and keys, at most twelve digits, and sends what stands there", async () => {
    const { act } = show("number");
    for (const digit of "00109900") await press(`digit:${digit}`);
    await press("digit:erase");
    for (const key of ["0", "0", "1", "2", "3", "4", "5", "6"]) await fireEvent.keyDown(window, { key });
    await press("number:submit");
    expect(act.mock.calls).toEqual([[{ do: "number", with: "001099000123" }]]);
  });
});

describe("a sign of life", () => {
  it("is given at most once a second, and not where an act spoke already", () => {
    let now = 0;
    const say = vi.fn();
    const presence = stillHere(() => (say(), presence.acted()), () => now);
    presence.touched();
    now = 900;
    presence.touched();
    now = 1000;
    presence.touched();
    presence.acted();
    now = 1500;
    presence.touched();
    expect(say).toHaveBeenCalledTimes(2);
  });
});

describe("a millimetre", () => {
  it("is what calibration says", () => {
    const root = document.createElement("div");
    calibrate(root, "?mm=4.03");
    expect(root.style.getPropertyValue("--mm")).toBe("4.03px");
    calibrate(root, "?mm=nonsense");
    expect(root.style.getPropertyValue("--mm")).toContain("96px / 25.4");
  });
});

it("speaks English when asked", () => {
  render(Kiosk, { view: kioskView({ at: "welcome" }, { language: "en" }), act: () => {} });
  expect(screen.getByText("Start")).toBeTruthy();
  expect(document.documentElement.lang).toBe("en");
});

it("says in one line what waits for the hub, on the first, the last and the staff's screen, and that the time is not certain", () => {
  const notices = { waiting: 3, due: "21/11 23:00", away: true, clock: { state: "uncertain", offMinutes: 0 } } as const;
  for (const screen of [{ at: "welcome" }, { at: "staff", reason: "asked" }] as const) {
    const { container, unmount } = render(Kiosk, { view: kioskView(screen, { notices }), act: () => {} });
    expect(container.querySelector("[data-waiting]")?.textContent).toContain("Còn 3 thông báo chờ gửi, hạn 21/11 23:00.");
    expect(container.querySelector("[data-clock]")?.textContent).toBe("Giờ chưa chắc");
    unmount();
  }
  const asked = render(Kiosk, { view: kioskView({ at: "role", roles: ["patient", "carer"] }, { notices }), act: () => {} });
  expect(asked.container.querySelector("[data-waiting], [data-clock]"), "never beside a question").toBeNull();
});
