import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Run, watchWedge, type Stroke } from "../shared/wedge";

const card = "001099000123|012345678|Nguye6n4 Va8n An|15051999|Nam|So61 1, Ha2 No65i|20052022";
const passport = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

/** Keys with the time of each since the one before. */
const strokes = (keys: string[], gaps: (place: number) => number, plain = true): Stroke[] => {
  let at = 0;
  return keys.map((key, place) => ({ key, at: (at += gaps(place)), plain }));
};
const every = (gap: number) => () => gap;
const typed = (text: string, gap: number) => strokes([...text, "Enter"], every(gap));

/** What a run takes for a burst, at its end. */
function burst(keys: Stroke[]): string | undefined {
  const run = new Run();
  for (const key of keys) run.take(key);
  return run.burst;
}

describe("a scanner", () => {
  const cases: [string, Stroke[], string][] = [
    ["as fast as USB goes", typed(card, 1), card],
    ["with the delay of a slow one", typed(card, 34), card],
    ["with Shift between its signs", strokes([...card].flatMap((key) => ["Shift", key]).concat("Enter"), every(8)), card],
    ["of eight digits", typed("12345678", 5), "12345678"],
    ["that stumbles once it is sure", strokes([...card, "Enter"], (place) => (place === 20 ? 99 : 5)), card],
    ["whose Enter comes late", strokes([...card, "Enter"], (place) => (place === card.length ? 90 : 5)), card],
    ["that ends with two Enters", strokes([...card, "Enter", "Enter"], every(5)), card],
    ["that ends with Tab", strokes([...card, "Tab"], every(5)), card],
    ["of eight digits that ends with Tab", strokes([..."12345678", "Tab"], every(5)), "12345678"],
    ["that ends with Enter and Tab", strokes([...card, "Enter", "Tab"], every(5)), card],
    ["whose layout has dead keys", strokes([..."001099000123||Nguy", "Dead", ..."n|1", "Tab"], every(5)), "001099000123||Nguy\uFFFDn|1"],
    ["whose layout has no such key", strokes([..."001099000123||Nguy", "Shift", "Unidentified", ..."n|1", "Enter"], every(5)), "001099000123||Nguy\uFFFDn|1"],
    ["that sends a passport's two lines", strokes([...passport.join("\n")].map((key) => (key === "\n" ? "Enter" : key)).concat("Enter"), every(5)), passport.join("\n")],
    ["that sends no Enter", strokes([...card], every(5)), card],
    ["behind a person's slow keys", [...strokes(["a", "b", "c"], every(120)), ...typed(card, 5).map((key) => ({ ...key, at: key.at + 1000 }))], card],
  ];
  it.each(cases)("%s is one", (_, keys, text) => expect(burst(keys)).toBe(text));
});

describe("a person", () => {
  const digits = "001099000123";
  const cases: [string, Stroke[]][] = [
    ["typing fast", typed(digits, 40)],
    ["typing as fast as anybody", typed("nguyen van an", 36)],
    ["rolling over seven keys", typed("1234567", 10)],
    ["whose fast keys do not come in a row", strokes([...digits, "Enter"], (place) => (place % 5 === 0 ? 60 : 20))],
    ["holding a key down", strokes(Array.from("1".repeat(40)), every(30), false)],
    ["writing with an input method", strokes(["Process", "Process", "Process", "Process", "Process", "Process", "Process", "Process", "Enter"], every(2), false)],
    ["whose input method rewrites a word: erases it and writes it again", strokes([..."nguyeen", ...Array<string>(7).fill("Backspace"), ..."nguyên", "Enter"], every(3))],
    ["with dead keys", strokes([..."nguye", "Dead", ..."n va", "Dead", "n", "Enter"], every(10))],
    ["with shortcuts", strokes([...digits, "Enter"], every(5), false)],
    ["who presses Enter long after a fast run", strokes([...digits, "Enter"], (place) => (place === digits.length ? 101 : 5))],
    ["walking a list", strokes([...Array<string>(20).fill("ArrowDown"), "Enter"], every(5))],
    ["pressing Tab", strokes(Array<string>(20).fill("Tab"), every(5))],
    ["who rolls over seven keys and presses Tab", strokes([..."1234567", "Tab"], every(5))],
    ["pressing Enter", strokes(Array<string>(20).fill("Enter"), every(5))],
  ];
  it.each(cases)("%s is none", (_, keys) => expect(burst(keys)).toBeUndefined());
});

describe("a window", () => {
  let stop: () => void;
  let told: string[];
  let accepts = true;
  let now = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    [told, accepts, now] = [[], true, 1000];
    stop = watchWedge(window, (text) => {
      told.push(text);
      return Promise.resolve(accepts);
    });
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    document.body.innerHTML = "";
  });

  /** A key as a browser presses it: what nobody stops is written where the caret is. */
  function press(key: string, gap: number, more: KeyboardEventInit = {}) {
    vi.advanceTimersByTime(gap);
    now += gap;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    Object.defineProperty(event, "timeStamp", { value: now });
    const active = document.activeElement ?? document.body;
    const free = active.dispatchEvent(event);
    if (free && key.length === 1 && (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) {
      active.setRangeText(key, active.selectionStart ?? 0, active.selectionEnd ?? 0, "end");
      active.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return free;
  }
  const scan = (text: string, gap = 5) => [...[...text].map((key) => (key === "\n" ? "Enter" : key)), "Enter"].map((key) => press(key, gap));
  const quiet = () => vi.advanceTimersByTimeAsync(200);

  function field(html: string): HTMLInputElement {
    document.body.innerHTML = html;
    const input = document.body.querySelector<HTMLInputElement>("[data-here]");
    if (!input) throw new Error(html);
    input.focus();
    return input;
  }

  it("takes a burst out of the field it went into, and hands it over once", async () => {
    const submitted = vi.fn((event: Event) => event.preventDefault());
    const input = field(`<form><input data-here value="Nguyễn An"><button>x</button></form>`);
    document.querySelector("form")?.addEventListener("submit", submitted);
    const values: string[] = [];
    input.addEventListener("input", () => values.push(input.value));
    input.setSelectionRange(7, 7);
    const free = scan(card);
    expect(free.at(-1), "Enter submits nothing").toBe(false);
    expect(input.value).toContain("Nguyễn 001099");
    await quiet();
    expect(input.value).toBe("Nguyễn An");
    expect(input.selectionStart).toBe(7);
    expect(values.at(-1), "the page knows").toBe("Nguyễn An");
    expect(told).toEqual([card]);
    expect(submitted).not.toHaveBeenCalled();
  });

  const named: [string, string[], boolean, string][] = [
    ["Tab behind it, which moves no focus", [...card, "Tab"], false, card],
    ["Tab behind it and no Enter before", [...card.slice(0, 12), "Tab"], false, card.slice(0, 12)],
    ["Dead within it", [...card.slice(0, 20), "Dead", ...card.slice(21), "Enter"], false, `${card.slice(0, 20)}\uFFFD${card.slice(21)}`],
    ["Unidentified within it", [...card.slice(0, 20), "Unidentified", ...card.slice(21), "Tab"], false, `${card.slice(0, 20)}\uFFFD${card.slice(21)}`],
    ["Shift between", [...card].flatMap((key) => ["Shift", key]).concat("Tab"), false, card],
    ["a person's key right behind it", [...card, "F6"], true, card],
    ["a person's Escape behind its Enter", [...card, "Enter", "Escape"], true, card],
  ];
  it.each(named)("takes a burst whole with %s", async (_, keys, free, text) => {
    const input = field(`<input data-here value="ab">`);
    expect(keys.map((key) => press(key, 5)).at(-1)).toBe(free);
    await quiet();
    expect([told, input.value]).toEqual([[text], "ab"]);
    const button = field(`<button data-here>x</button>`);
    const heard: string[] = [];
    button.addEventListener("keydown", (event) => heard.push(event.key));
    expect(keys.map((key) => press(key, 5)).at(-1)).toBe(free);
    await quiet();
    const written = heard.filter((key) => key.length === 1);
    expect([told, heard.filter((key) => key === "Backspace").length]).toEqual([[text, text], written.length]);
    expect(written.length, "room digits").toBeLessThan(4);
  });

  it("leaves Tab to a person, behind what was typed", async () => {
    const body: string[] = [];
    const hear = (event: KeyboardEvent) => body.push(event.key);
    window.addEventListener("keydown", hear);
    for (const key of "123456") press(key, 5);
    expect(press("Tab", 5)).toBe(true);
    for (const key of "12345") press(key, 5);
    press("6", 50);
    await quiet();
    window.removeEventListener("keydown", hear);
    expect([body, told]).toEqual([[..."123456", "Tab", ..."123456"], []]);
  });

  it("keeps a burst from what is no field, and takes back the few keys that went through", async () => {
    const button = field(`<button data-here>x</button>`);
    const heard: string[] = [];
    button.addEventListener("keydown", (event) => heard.push(event.key));
    scan(card);
    await quiet();
    expect(heard).toEqual(["0", "0", "1", "Backspace", "Backspace", "Backspace"]);
    expect(told).toEqual([card]);
  });

  it("puts a list back to what was chosen", async () => {
    const list = field(`<select data-here><option value="a">a</option><option value="b">b</option></select>`);
    const changed = vi.fn();
    list.addEventListener("change", changed);
    press("0", 5);
    list.value = "b";
    scan(card.slice(1));
    await quiet();
    expect(list.value).toBe("a");
    expect(changed).toHaveBeenCalledOnce();
    expect(told).toEqual([card]);
  });

  it("gives a person's fast keys back where they were kept", async () => {
    const body: string[] = [];
    const hear = (event: KeyboardEvent) => body.push(event.key);
    window.addEventListener("keydown", hear);
    for (const key of "123456") press(key, 5);
    await quiet();
    expect(body).toEqual([..."123456"]);
    for (const key of "123456") press(key, 5);
    press("Enter", 5);
    expect(body.slice(6)).toEqual([..."123456", "Enter"]);
    window.removeEventListener("keydown", hear);
    expect(told).toEqual([]);
  });

  it("gives keys back before a hand acts on what they wrote", () => {
    const button = field(`<button data-here>x</button>`);
    const heard: string[] = [];
    button.addEventListener("keydown", (event) => heard.push(event.key));
    for (const key of "001099000123") press(key, 5);
    expect(heard).toEqual([..."001"]);
    button.dispatchEvent(new MouseEvent("pointerdown", { bubbles: true }));
    expect(heard).toEqual([..."001099000123"]);
  });

  it("leaves a person's typing as it is", async () => {
    const input = field(`<input data-here>`);
    for (const key of "001099000123") expect(press(key, 40)).toBe(true);
    expect(press("Enter", 40), "Enter is the page's").toBe(true);
    await quiet();
    expect([input.value, told]).toEqual(["001099000123", []]);
  });

  it("hands over two lines of a passport in one piece", async () => {
    field(`<input data-here>`);
    scan(passport.join("\n"));
    await quiet();
    expect(told).toEqual([passport.join("\n")]);
  });

  it("hands over two cards one after the other", async () => {
    const input = field(`<input data-here>`);
    scan(card);
    press("0", 150);
    scan(card.slice(1));
    await quiet();
    expect([told, input.value]).toEqual([[card, card], ""]);
  });

  it("types a short burst back that the desk refuses, and no long one", async () => {
    accepts = false;
    const input = field(`<input data-here value="ab">`);
    input.setSelectionRange(1, 1);
    scan("8934567890123");
    await quiet();
    expect(input.value).toBe("a8934567890123b");
    input.value = "";
    scan(card);
    await quiet();
    expect(input.value).toBe("");
  });

  it("is no input method's keys, and hears nothing once it was stopped", async () => {
    const input = field(`<input data-here>`);
    for (const key of [...card, "Enter"]) press(key, 2, { isComposing: true });
    for (const key of [...card, "Enter"]) press(key, 2, { keyCode: 229 });
    await quiet();
    stop();
    scan(card);
    await quiet();
    expect(told).toEqual([]);
    expect(input.value).toContain("001099000123");
  });
});
