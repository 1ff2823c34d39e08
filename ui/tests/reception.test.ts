import { fireEvent, render, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CheckInForm } from "../bindings/CheckInForm";
import type { FoundGuest } from "../bindings/FoundGuest";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import Reception from "../reception/Reception.svelte";
import { changeView, draftView, inspectionView, receptionSamples, receptionView } from "../samples/reception";
import { complaints } from "./axe";

const act = vi.fn<(act: ReceptionAct) => Promise<ReceptionDone>>();
const find = vi.fn<(text: string) => Promise<FoundGuest[]>>();
beforeEach(() => {
  act.mockReset().mockResolvedValue({ is: "done" });
  find.mockReset().mockResolvedValue([]);
});

const show = (view: ReceptionView) => render(Reception, { view, act, find });
const key = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name });
const one = <T extends Element = HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const field = (name: string) => one<HTMLInputElement>(`[data-field="${name}"]`);
const sent = () => act.mock.calls.map(([request]) => request);
const form = (): CheckInForm => {
  const last = sent().at(-1);
  if (last?.do !== "checkIn") throw new Error("no check-in");
  return last.with;
};

describe("every state", () => {
  // The big house has nothing the small one has not, and axe takes long over it.
  it.each(Object.keys(receptionSamples).filter((name) => name !== "big"))("%s has no accessibility violation", async (name) => {
    const { container } = show(receptionSamples[name] ?? receptionView());
    expect(await complaints(container)).toEqual([]);
    expect(container.textContent).not.toMatch(/\{\w+\}|undefined/);
    for (const button of container.querySelectorAll("button")) expect(button.dataset.do, button.outerHTML).toBeTruthy();
  });

  it.each(["F1", "F3", "F12"])("the sheet of %s has no accessibility violation", async (name) => {
    const { container } = show(receptionView({ sync: { state: "notEnrolled", waiting: 0, oldest: null, minutesLeft: null } }));
    await key(name);
    expect(container.querySelector("[data-panel]")).toBeTruthy();
    expect(await complaints(container)).toEqual([]);
  });
});

describe("the plan", () => {
  it("says each room's state in a word, apart from the notice", () => {
    show(receptionView());
    expect(one('[data-room="105"]').textContent).toContain("Quá giờ");
    expect(one('[data-room="105"] [data-notice]').textContent).toContain("Chưa rõ, trễ");
    expect(one('[data-room="101"] [data-notice="done"]').textContent).toContain("Đã báo");
  });

  it("jumps by digits and Enter", async () => {
    show(receptionView());
    for (const name of ["2", "0", "3", "Enter"]) await key(name);
    expect(document.activeElement).toBe(one('[data-room="203"]'));
  });

  it("walks with the arrows, starting at the first room", async () => {
    show(receptionView());
    await key("ArrowRight");
    expect(document.activeElement).toBe(one('[data-room="101"]'));
    await key("ArrowRight");
    expect(document.activeElement).toBe(one('[data-room="102"]'));
  });

  it("opens a check-in on a free room and the people on a taken one", async () => {
    show(receptionView());
    await fireEvent.click(one('[data-room="102"]'));
    expect(sent()).toEqual([{ do: "openDraft", with: "room-102" }]);
    await fireEvent.click(one('[data-room="103"]'));
    expect(one('[data-panel="room"]').textContent).toContain("Lê Quang Huy");
  });
});

describe("the keys", () => {
  it("F2 opens a check-in, and no single letter does anything", async () => {
    show(receptionView());
    for (const name of ["a", "n", "q"]) await key(name);
    expect(sent()).toEqual([]);
    await key("F2");
    expect(sent()).toEqual([{ do: "openDraft", with: null }]);
  });

  it("F8 asks before a stay ends, Esc does nothing, Enter ends it", async () => {
    show(receptionView());
    one('[data-room="103"]').focus();
    await key("F8");
    const yes = one('[data-do="checkOut"]');
    expect(one('[data-panel="room"]').textContent).toContain("Trả phòng cho Trần Thị Bình, Lê Quang Huy?");
    await waitFor(() => expect(document.activeElement).toBe(yes));
    await key("Escape");
    expect(sent()).toEqual([]);
    await key("F8");
    await fireEvent.click(one('[data-do="checkOut"]'));
    expect(sent()).toEqual([{ do: "checkOut", with: "stay-103" }]);
  });

  it("a key held down acts once: no stay ends by a heavy hand", async () => {
    show(receptionView());
    one('[data-room="103"]').focus();
    const held = (name: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name, repeat: true });
    expect(await held("Enter"), "the browser is kept from pressing the button").toBe(false);
    await held("F2");
    expect(sent()).toEqual([]);
  });

  it("F3 finds; Enter goes to the room of a guest who is here, and begins a check-in for another", async () => {
    find.mockResolvedValue([
      { guest: "g1", name: "Nguyễn Văn An", birthYear: 1999, maskedNumber: "0010******23", place: "101" },
      { guest: "g2", name: "Nguyễn Văn Ánh", birthYear: null, maskedNumber: "0010******77", place: null },
    ]);
    show(receptionView());
    await key("F3");
    await fireEvent.input(field("find"), { target: { value: "an" } });
    await waitFor(() => expect(document.querySelectorAll("[data-do^='useGuest']")).toHaveLength(2));
    await key("ArrowDown");
    await key("Enter");
    expect(sent()).toEqual([{ do: "useGuest", with: "g2" }]);
  });

  it("F12 lists the notices; a refused one says why and can be sent again", async () => {
    show(receptionView());
    await key("F12");
    expect(one('[data-line="n104"]').textContent).toContain("Số giấy tờ không hợp lệ.");
    await fireEvent.click(one('[data-do="resend:n104:2"]'));
    expect(sent()).toEqual([{ do: "resend", with: { notice: "n104", revision: 2 } }]);
  });
});

describe("the check-in", () => {
  it("of a known guest takes the Enter that follows the scan", async () => {
    show(receptionView({ draft: draftView() }));
    await waitFor(() => expect(document.activeElement).toBe(one('[data-do="checkIn"]')));
    await fireEvent.submit(one("form"));
    expect(form()).toMatchObject({ draft: 7, room: "room-102", kind: "overnight", nights: 1, reason: 1, confirmed: false });
    expect(form().facts).toEqual({
      paper: "1", number: "001099000123", name: "Nguyễn Văn An", birth: "15/05/1999", sex: "Nam", nationality: "VNM", address: "Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội", expiry: "", residence: "",
    });
  });

  it("never starts on the consent", async () => {
    show(receptionView({ draft: draftView({ room: null, facts: [] }) }));
    await waitFor(() => expect(document.activeElement).toBe(field("room")));
  });

  it("keeps what was typed when a reading comes, and marks every source", async () => {
    const { rerender } = show(receptionView({ draft: draftView() }));
    await fireEvent.input(field("address"), { target: { value: "Số 9, Hàng Bài" } });
    const facts = draftView().facts.map((fact) => ({ ...fact, value: fact.field === "name" ? "NGUYỄN VĂN AN" : fact.value, source: "chip" as const }));
    await rerender({ view: receptionView({ seq: 2, draft: draftView({ facts }) }) });
    expect(field("address").value).toBe("Số 9, Hàng Bài");
    expect(field("name").value).toBe("NGUYỄN VĂN AN");
    expect(one(".name [data-source]").textContent).toBe("chip");
    expect(one(".address [data-source]").textContent).toBe("gõ tay");
  });

  it("says at once that what is typed is another's than the card that comes, and loses neither", async () => {
    act.mockResolvedValue({ is: "compared", another: [{ field: "number", hard: true, code: "disagrees" }] });
    const { rerender } = show(receptionView({ draft: draftView({ facts: [] }) }));
    await fireEvent.input(field("number"), { target: { value: "001199000456" } });
    await fireEvent.change(field("number"));
    expect(sent(), "nothing was read yet").toEqual([]);
    await rerender({ view: receptionView({ seq: 2, draft: draftView() }) });
    await waitFor(() => expect(one('[data-another][role="alert"]').textContent).toContain("của người khác"));
    expect(sent()).toMatchObject([{ do: "compare", with: { number: "001199000456", name: "Nguyễn Văn An" } }]);
    expect(one('.number [data-finding="disagrees"]')).toBeTruthy();
    expect(field("number").value).toBe("001199000456");
    act.mockReturnValueOnce(new Promise(() => undefined));
    await fireEvent.change(field("number"));
    expect(one("[data-another]"), "the press on its button leaves the field first").toBeTruthy();
    await fireEvent.click(one('[data-do="keepTyped"]'));
    expect(sent().at(-1)).toEqual({ do: "dropReadings" });
    expect(document.querySelector("[data-another]")).toBeNull();
    await fireEvent.change(field("number"));
    await waitFor(() => one("[data-another]"));
    await fireEvent.click(one('[data-do="takeCard"]'));
    expect([field("number").value, document.querySelector("[data-another]")]).toEqual(["001099000123", null]);
  });

  it("says that a card which was given up must be lifted first, as long as nothing is read", async () => {
    const devices = { ...receptionView().devices, liftFirst: true };
    const { rerender } = show(receptionView({ devices, draft: draftView({ facts: [] }) }));
    expect(one(".card [role='status']").textContent).toContain("Nhấc thẻ ra rồi đưa lại");
    await rerender({ view: receptionView({ seq: 2, devices, draft: draftView() }) });
    expect(document.querySelector(".card [role='status']")).toBeNull();
  });

  it("begins anew with a new draft", async () => {
    const { rerender } = show(receptionView({ draft: draftView() }));
    await fireEvent.input(field("address"), { target: { value: "Số 9" } });
    await rerender({ view: receptionView({ seq: 2, draft: draftView({ id: 8 }) }) });
    expect(field("address").value).toBe("Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội");
  });

  it("shows the findings of a refusal at their fields, and asks for the tick on soft ones", async () => {
    act.mockRejectedValue({ code: "confirmSoft", findings: [{ field: "birth", hard: false, code: "number-year" }] });
    show(receptionView({ draft: draftView() }));
    expect(document.querySelector('[data-field="confirmed"]')).toBeNull();
    await fireEvent.submit(one("form"));
    await waitFor(() => expect(one('[data-finding="number-year"]').textContent).toContain("Xem lại cả hai."));
    expect(one('[role="alert"].toast').textContent).toContain("đánh dấu xác nhận");
    await fireEvent.click(field("confirmed"));
    await fireEvent.submit(one("form"));
    expect(form().confirmed).toBe(true);
  });

  it("puts the keyboard at the first fact a refusal is about, or at the tick", async () => {
    act.mockRejectedValue({ code: "findings", findings: [{ field: "birth", hard: true, code: "missing" }] });
    show(receptionView({ draft: draftView() }));
    await fireEvent.submit(one("form"));
    await waitFor(() => expect(document.activeElement).toBe(field("birth")));
    act.mockRejectedValue({ code: "confirmSoft", findings: [{ field: "name", hard: false, code: "one-word" }] });
    await fireEvent.submit(one("form"));
    await waitFor(() => expect(document.activeElement).toBe(field("confirmed")));
  });

  it("keeps what a refusal found while only time goes on, and forgets it when the reading brings something new", async () => {
    act.mockRejectedValue({ code: "confirmSoft", findings: [{ field: "birth", hard: false, code: "number-year" }] });
    const { rerender } = show(receptionView({ draft: draftView() }));
    await fireEvent.submit(one("form"));
    await waitFor(() => expect(one('[data-finding="number-year"]')).toBeTruthy());
    await fireEvent.click(field("confirmed"));
    await rerender({ view: receptionView({ seq: 2, now: "21/11/2026 20:01", draft: draftView() }) });
    expect(field("confirmed").checked).toBe(true);
    await rerender({ view: receptionView({ seq: 3, draft: draftView({ facts: draftView().facts.slice(1) }) }) });
    expect(document.querySelector('[data-finding="number-year"]')).toBeNull();
  });

  it("takes a confirmation for what stood there, not for what is typed after it", async () => {
    show(receptionSamples["draft-odd"] ?? receptionView());
    await fireEvent.click(field("confirmed"));
    await fireEvent.input(field("name"), { target: { value: "Nguyễn Văn Bảo" } });
    expect(field("confirmed").checked).toBe(false);
  });

  it("saves once, however often Enter is pressed", async () => {
    let answer: (done: ReceptionDone) => void = () => {};
    act.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    show(receptionView({ draft: draftView() }));
    await fireEvent.submit(one("form"));
    await fireEvent.submit(one("form"));
    answer({ is: "checkedIn", stay: "s", deadline: "21/11 23:00" });
    await waitFor(() => expect(one(".toast").textContent).toContain("Đã nhận phòng."));
    await fireEvent.submit(one("form"));
    expect(sent()).toHaveLength(1);
  });

  it("takes what stands in the box of nights as a number the desk understands", async () => {
    show(receptionView({ draft: draftView() }));
    for (const [typed, nights] of [["", 1], ["-2", 1], ["1.6", 2], ["40", 40], ["99999999999", 999]] as const) {
      act.mockRejectedValue({ code: "tooLong", findings: [] });
      await fireEvent.input(field("nights"), { target: { value: typed } });
      await fireEvent.submit(one("form"));
      await waitFor(() => expect(form().nights).toBe(nights));
    }
  });

  it("F2 does not throw away the person who is being registered", async () => {
    show(receptionView({ draft: draftView() }));
    await key("F2");
    expect(sent()).toEqual([]);
  });

  it("F4 reads the chip with the guest's consent; what stands in the form opens it", async () => {
    show(receptionSamples["draft-empty"] ?? receptionView());
    for (const [name, value] of [["number", " l898902c3"], ["birth", "12/8/74"], ["expiry", "15/4/32"]] as const) await fireEvent.input(field(name), { target: { value } });
    await key("F4");
    const [asked] = sent();
    expect(asked?.do === "readChip" && asked.with).toMatchObject({ number: "l898902c3", birth: "12/8/74", expiry: "15/4/32" });
  });

  it("shows what another reading says, and takes it with its source when a person chooses it", async () => {
    show(receptionSamples["draft-odd"] ?? receptionView());
    expect(one('.card [role="alert"]').textContent).toContain("Họ và tên, Địa chỉ, Ngày cấp");
    expect(one("dl").textContent).toMatch(/10\/05\/2021.*20\/05\/2022/s);
    const choice = one('[data-do="choose:name:chip"]');
    expect(choice.textContent).toContain("Nguyễn Văn Ân");
    await fireEvent.click(choice);
    expect([field("name").value, one(".name [data-source]").textContent]).toEqual(["Nguyễn Văn Ân", "chip"]);
    await fireEvent.click(one('[data-do="choose:name:qr"]'));
    expect([field("name").value, one(".name [data-source]").textContent]).toEqual(["Nguyễn Văn An", "QR"]);
    await fireEvent.input(field("name"), { target: { value: "Nguyễn Văn Ấn" } });
    expect(document.querySelectorAll("[data-do^='choose:name']")).toHaveLength(2);
    expect(one(".name [data-source]").textContent).toBe("gõ tay");
  });

  it("offers an old address in new units, by one key, and sends it beside the raw one", async () => {
    act.mockRejectedValue({ code: "roomFull", findings: [] });
    show(receptionSamples["draft-old-unit"] ?? receptionView());
    const residence = async () => {
      await fireEvent.submit(one("form"));
      return form().facts.residence;
    };
    expect(await residence()).toBe("");
    await key("F6");
    expect(one('[data-do="residence:back"]').textContent).toContain("Số 1, Phường Cửa Nam, Hà Nội");
    await waitFor(async () => expect(await residence()).toBe("Số 1, Phường Cửa Nam, Hà Nội"));
    expect(form().facts.address).toBe("Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội");
    await key("F6");
    expect(document.querySelector('[data-do="residence:back"]')).toBeNull();
    await key("F6");
    await fireEvent.input(field("address"), { target: { value: "Số 9, Phường Láng, Hà Nội" } });
    await waitFor(async () => expect(await residence(), "another address was typed").toBe(""));
  });

  it("takes none of several new units by itself", async () => {
    show(receptionSamples["draft-old-units"] ?? receptionView());
    await key("F6");
    expect(document.activeElement).toBe(one('[data-do="residence:0"]'));
    await fireEvent.click(one('[data-do="residence:1"]'));
    expect(one('[data-do="residence:back"]').textContent).toContain("Phường Hoàn Kiếm");
  });

  it("takes the number of an old card's bar code only when it is pressed", async () => {
    show(receptionSamples["draft-old-card"] ?? receptionView());
    expect(field("number").value).toBe("");
    await fireEvent.click(one('[data-do="suggestedNumber"]'));
    expect([field("number").value, one(".number [data-source]").textContent]).toEqual(["001099000123", "gõ tay"]);
    expect(document.querySelector('[data-do="suggestedNumber"]')).toBeNull();
  });

  it("lets a failed read be begun again", () => {
    show(receptionSamples["draft-lifted"] ?? receptionView());
    expect(one('[data-panel="draft"]').textContent).toContain("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
    expect(one('[data-do="readChip"]')).toBeTruthy();
    expect(document.querySelector('[data-do="stopReading"]')).toBeNull();
  });

  it("waits for a card that was lifted, and can be stopped", () => {
    show(receptionSamples["draft-waiting"] ?? receptionView());
    expect(one('[data-panel="draft"]').textContent).toContain("Thẻ bị nhấc sớm. Đặt lại, giữ yên.");
    expect(one('[data-do="stopReading"]')).toBeTruthy();
    expect(document.querySelector('[data-do="readChip"]')).toBeNull();
  });

  it("does not hold against the clerk what was corrected", async () => {
    show(receptionSamples["draft-odd"] ?? receptionView());
    expect(document.querySelector('[data-finding="not-12-digits"]')).toBeTruthy();
    await fireEvent.input(field("number"), { target: { value: "001099000124" } });
    expect(document.querySelector('[data-finding="not-12-digits"]')).toBeNull();
    expect(document.querySelector('[data-finding="expired"]')).toBeTruthy();
  });

  it("asks for a room before it asks the desk", async () => {
    show(receptionView({ draft: draftView({ room: null }) }));
    await fireEvent.submit(one("form"));
    expect(sent()).toEqual([]);
    expect(one(".no-room").textContent).toBe("Chọn phòng trước đã.");
    expect(document.activeElement).toBe(field("room"));
  });

  it("Esc stops a reading first, then closes", async () => {
    const { rerender } = show(receptionSamples["draft-reading"] ?? receptionView());
    await key("Escape");
    await rerender({ view: receptionView({ seq: 2, draft: draftView() }) });
    await key("Escape");
    expect(sent()).toEqual([{ do: "stopReading" }, { do: "closeDraft" }]);
  });
});

it("says the deadline after a check-in", async () => {
  act.mockResolvedValue({ is: "checkedIn", stay: "s", deadline: "21/11 23:00" });
  show(receptionView({ draft: draftView() }));
  await fireEvent.submit(one("form"));
  await waitFor(() => expect(one(".toast").textContent).toBe("Đã nhận phòng. Hạn thông báo 21/11 23:00."));
});

describe("files that leave the house", () => {
  const openExports = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "b", code: "KeyB", ctrlKey: true });
  const made = (over: Partial<Extract<ReceptionDone, { is: "exported" }>>): ReceptionDone => ({ is: "exported", file: "a.xlsx", records: 12, leftOut: [], lacking: [], ...over });

  it("are made for the days that were chosen, and the number of people is said", async () => {
    const { container } = show(receptionView());
    await openExports();
    expect(await complaints(container)).toEqual([]);
    act.mockResolvedValue(made({}));
    await fireEvent.change(field("kind"), { target: { value: "guests" } });
    await fireEvent.input(field("from"), { target: { value: "20/11/2026" } });
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    expect(sent().at(-1)).toEqual({ do: "export", with: { kind: "guests", from: "20/11/2026", to: "21/11/2026", again: [] } });
    await waitFor(() => expect(one('[role="status"]').textContent).toContain("12 người: a.xlsx"));
  });

  it("take the portal's number, and show a difference until it is ours", async () => {
    show(receptionView());
    await openExports();
    expect(one('[data-export="e2"]').textContent).toContain("Lệch số: file có 9, cổng nhận 0");
    expect(one('[data-export="e1"] [data-taken]').textContent).toContain("đủ 2");
    expect(document.querySelector('[data-export="e0"] input')).toBeNull();
    await fireEvent.input(field("took:e3"), { target: { value: "11" } });
    await fireEvent.submit(one('[data-export="e3"] form'));
    expect(sent().at(-1)).toEqual({ do: "portalTook", with: { export: "e3", count: 11 } });
    await waitFor(() => expect(one('.toast[role="alert"]').textContent).toContain("file có 12, cổng nhận 11"));
    expect(document.querySelector('.toast[role="status"]'), "no good news").toBeNull();
  });

  it("are taken back with a reason, and stay in the list as what they are", async () => {
    show(receptionView());
    await openExports();
    expect(one('[data-export="ev"] [data-voided]').textContent).toContain("19/11 21:20");
    expect(document.querySelector('[data-export="ev"] button')).toBeNull();
    await fireEvent.click(one('[data-do="void:ask:e1"]'));
    await waitFor(() => expect(document.activeElement).toBe(field("void:e1")));
    await fireEvent.input(field("void:e1"), { target: { value: "Nhầm cơ sở" } });
    expect(one('[data-export="e1"] form').textContent).toContain("Cổng đã nhận 2 người");
    expect(field("void:known:e1").required).toBe(true);
    await fireEvent.click(field("void:known:e1"));
    await fireEvent.submit(one('[data-export="e1"] form'));
    expect(sent().at(-1)).toEqual({ do: "voidExport", with: { export: "e1", why: "Nhầm cơ sở", known: true } });
    await waitFor(() => expect(document.querySelector('[data-export="e1"] form')).toBeNull());
  });

  it("lie in the folder the house chose; one that refuses keeps the form", async () => {
    show(receptionView());
    await openExports();
    await fireEvent.click(one('[data-do="folder:ask"]'));
    await waitFor(() => expect(document.activeElement).toBe(field("folder")));
    await fireEvent.click(one('[data-do="folder:no"]'));
    await waitFor(() => expect(document.activeElement).toBe(one('[data-do="folder:ask"]')));
    await fireEvent.click(one('[data-do="folder:ask"]'));
    expect(field("folder").value).toBe(receptionView().exports.folder);
    expect(document.querySelector('[data-do="folder:usual"]')).toBeNull();
    await fireEvent.input(field("folder"), { target: { value: "/mnt/usb" } });
    act.mockRejectedValueOnce({ code: "folderRefused", findings: [] });
    await fireEvent.submit(field("folder").closest("form") as HTMLFormElement);
    await waitFor(() => expect(one('[role="alert"].toast').textContent).toContain("không ghi được file"));
    await fireEvent.submit(field("folder").closest("form") as HTMLFormElement);
    expect(sent().at(-1)).toEqual({ do: "exportsFolder", with: "/mnt/usb" });
    await waitFor(() => expect(document.querySelector('[data-field="folder"]')).toBeNull());
  });

  it("say of each foreigner what the register lacks, and lead to where it is typed", async () => {
    show(receptionView());
    await openExports();
    const lacking = [{ stay: "s9", guest: "g9", place: "101", name: "ANNA BEISPIEL", lacks: ["gate", "permittedUntil"] as const }];
    act.mockResolvedValueOnce(made({ lacking: lacking.map((line) => ({ ...line, lacks: [...line.lacks] })) }));
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    await waitFor(() => expect(one('[data-lacking="g9"]').textContent).toContain("Cửa khẩu, Được tạm trú đến"));
    await fireEvent.click(one('[data-do="entry:g9"]'));
    expect(sent().at(-1)).toEqual({ do: "openChange", with: { stay: "s9", guest: "g9" } });
  });

  it("say who is left out, and take what a foreigner lacks", async () => {
    show(receptionView());
    await openExports();
    const leftOut = [
      { notice: "n9", stay: "s9", guest: "g9", place: "101", name: "ANNA BEISPIEL", why: "noPermittedStay" as const },
      { notice: "n8", stay: "s8", guest: "g8", place: "102", name: "Lê Văn Cũ", why: "notAccepted" as const },
    ];
    act.mockResolvedValueOnce(made({ file: null, records: 0, leftOut })).mockResolvedValue(made({}));
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    await waitFor(() => expect(one('[data-left-out="notAccepted"]').textContent).toContain("Lê Văn Cũ"));
    field("permit:n9").focus();
    await fireEvent.input(field("permit:n9"), { target: { value: "20/12/2026" } });
    await fireEvent.submit(one('[data-left-out="noPermittedStay"] form'));
    await waitFor(() => expect(sent().slice(-2)).toEqual([
      { do: "permit", with: { notice: "n9", until: "20/12/2026" } },
      { do: "export", with: { kind: "portalCitizens", from: "21/11/2026", to: "21/11/2026", again: [] } },
    ]));
    await waitFor(() => expect(document.querySelector("[data-left-out]")).toBeNull());
    // The form that had the keyboard is gone; the sheet has it, so that Tab goes on inside.
    await waitFor(() => expect(document.activeElement).toBe(one('[data-panel="exports"]')));
  });

  it.each([
    ["exports", openExports],
    ["outbox", () => key("F12")],
    ["inspection", () => {}],
  ])("stand in a table that is named, and whose rows and columns are: %s", async (sheet, openSheet) => {
    show(receptionView(sheet === "inspection" ? { inspection: inspectionView() } : {}));
    await openSheet();
    const table = one(`[data-panel="${sheet}"] table`);
    const names = [...table.querySelectorAll("button")].map((button) => button.getAttribute("aria-label") ?? button.textContent);
    expect(names.length).toBeGreaterThan(2);
    expect(new Set(names).size, "each button of a row says whose it is").toBe(names.length);
    expect(table.querySelector("caption")?.textContent).not.toBe("");
    const heads = table.querySelectorAll('thead th[scope="col"]').length;
    for (const row of table.querySelectorAll("tbody tr")) {
      expect(row.querySelectorAll('th[scope="row"]')).toHaveLength(1);
      expect(row.children).toHaveLength(heads);
    }
  });

  it("ask of each foreigner for their own day, whoever was taken out of the list before", async () => {
    show(receptionView());
    await openExports();
    const missing = (notice: string) => ({ notice, stay: "s9", guest: "g9", place: "101", name: "ANNA BEISPIEL", why: "noPermittedStay" as const });
    act.mockResolvedValueOnce(made({ leftOut: [missing("n8"), missing("n9")] }));
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    await waitFor(() => field("permit:n9"));
    await fireEvent.input(field("permit:n8"), { target: { value: "20/12/2026" } });
    act.mockResolvedValueOnce({ is: "done" }).mockResolvedValueOnce(made({ leftOut: [missing("n9")] }));
    await fireEvent.submit(one('[data-left-out="noPermittedStay"] form'));
    await waitFor(() => expect(document.querySelectorAll("[data-left-out]")).toHaveLength(1));
    expect(field("permit:n9").value).toBe("");
  });

  it("leave out whom the portal has, until they are asked for again", async () => {
    show(receptionView());
    await openExports();
    const leftOut = [{ notice: "n9", stay: "s9", guest: "g9", place: "101", name: "Nguyễn Văn An", why: "changedSince" as const }];
    act.mockResolvedValueOnce(made({ file: null, records: 0, leftOut })).mockResolvedValue(made({}));
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    await waitFor(() => one('[data-left-out="changedSince"]'));
    await fireEvent.click(one('[data-do="again:n9"]'));
    expect(sent().at(-1)).toEqual({ do: "export", with: { kind: "portalCitizens", from: "21/11/2026", to: "21/11/2026", again: ["n9"] } });
  });

  it("are told apart from the portal's own list", async () => {
    show(receptionView());
    await openExports();
    // jsdom has files without a way to read them.
    const file = Object.assign(new File([], "list.xlsx"), { arrayBuffer: () => Promise.resolve(new Uint8Array([80, 75]).buffer) });
    await fireEvent.change(field("portalList"), { target: { files: [file] } });
    const differences = [
      { what: "missingThere" as const, place: "101", name: "Nguyễn Văn An", row: null },
      { what: "birth" as const, place: "102", name: "Trần Thị Bình", row: 7 },
    ];
    act.mockResolvedValue({ is: "reconciled", ours: 3, theirs: 2, differences, unread: [9] });
    await fireEvent.submit(field("portalList").closest("form") as HTMLFormElement);
    await waitFor(() => expect(one("[data-reconciled]").textContent).toContain("Sổ có 3 người, cổng có 2."));
    expect(sent().at(-1)).toEqual({ do: "portalList", with: { from: "21/11/2026", to: "21/11/2026", file: [80, 75] } });
    expect(one('[data-difference="missingThere"]').textContent).toContain("101 Nguyễn Văn An: cổng không có");
    expect(one('[data-difference="birth"]').textContent).toContain("(dòng 7)");
    expect(one("[data-reconciled]").textContent).toContain("các dòng: 9");
  });

  it("try once more what was made, whatever the form says by then", async () => {
    show(receptionView());
    await openExports();
    const leftOut = [{ notice: "n9", stay: "s9", guest: "g9", place: "101", name: "Nguyễn Văn An", why: "atPortal" as const }];
    act.mockResolvedValue(made({ leftOut }));
    await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
    await waitFor(() => one('[data-do="again:n9"]'));
    await fireEvent.change(field("kind"), { target: { value: "report" } });
    await fireEvent.input(field("from"), { target: { value: "01/11/2026" } });
    expect(one('[data-left-out]').closest("section")?.textContent).toContain("21/11/2026");
    await fireEvent.click(one('[data-do="again:n9"]'));
    expect(sent().at(-1)).toEqual({ do: "export", with: { kind: "portalCitizens", from: "21/11/2026", to: "21/11/2026", again: ["n9"] } });
  });

  it.each([["noBirth", "correct"], ["reasonUnnamed", "restate"], ["thirtyDays", "replan"]] as const)(
    "lead from %s to where it is put right, and back to the list",
    async (why, way) => {
      const { rerender } = show(receptionView());
      await openExports();
      const leftOut = [{ notice: "n9", stay: "stay-101", guest: "guest-101-0", place: "101", name: "Nguyễn Văn An", why }];
      act.mockResolvedValueOnce(made({ leftOut }));
      await fireEvent.submit(field("kind").closest("form") as HTMLFormElement);
      await waitFor(() => one('[data-do="mend:guest-101-0"]'));
      await fireEvent.click(one('[data-do="mend:guest-101-0"]'));
      expect(sent().at(-1)).toEqual({ do: "openChange", with: { stay: "stay-101", guest: "guest-101-0" } });
      await rerender({ view: receptionView({ change: changeView() }) });
      expect(one(`[data-do="way:${way}"]`).getAttribute("aria-pressed")).toBe("true");
      expect(document.querySelector('[data-panel="exports"]')).toBeNull();
      await rerender({ view: receptionView() });
      await waitFor(() => expect(one(`[data-left-out="${why}"]`).textContent).toContain("Nguyễn Văn An"));
    },
  );

  it("say that the portal's list cannot be read, and hear the next press", async () => {
    show(receptionView());
    await openExports();
    const gone = Object.assign(new File([], "gone.xlsx"), { arrayBuffer: () => Promise.reject(new Error("gone")) });
    await fireEvent.change(field("portalList"), { target: { files: [gone] } });
    const submit = () => fireEvent.submit(field("portalList").closest("form") as HTMLFormElement);
    await submit();
    await waitFor(() => expect(one('.toast[role="alert"]').textContent).toContain("Chọn lại"));
    const there = Object.assign(new File([], "list.xlsx"), { arrayBuffer: () => Promise.resolve(new Uint8Array([80]).buffer) });
    await fireEvent.change(field("portalList"), { target: { files: [there] } });
    act.mockResolvedValue({ is: "reconciled", ours: 1, theirs: 1, differences: [], unread: [] });
    await submit();
    await waitFor(() => expect(one("[data-reconciled]").textContent).toContain("list.xlsx, 21/11/2026"));
    await fireEvent.input(field("from"), { target: { value: "20/11/2026" } });
    expect(document.querySelector("[data-reconciled]"), "it is not of these days").toBeNull();
  });

  it("have a slip for a receipt", async () => {
    show(receptionView());
    await key("F12");
    expect(one('[data-line="n101"]').textContent).toContain("đã vào cổng");
    act.mockResolvedValue(made({ file: "bien-nhan_4K7P_a5.pdf", records: 1 }));
    await fireEvent.click(one('[data-do="slip:n101:1"]'));
    expect(sent().at(-1)).toEqual({ do: "slip", with: { notice: "n101", revision: 1 } });
    await waitFor(() => expect(one('[role="status"]').textContent).toContain("bien-nhan_4K7P_a5.pdf"));
  });
});
