/**
 * A scanner that is a keyboard: told from a person by its speed, wherever the keyboard happens to be.
 *
 * `Run` is the judgement and knows no page; `watchWedge` listens to a window, takes the burst out of the field it went
 * into, and hands it over in one piece.
 */

/** Keys closer than this, in milliseconds, are no person's: 35 ms a key are 340 words a minute. */
const fast = 35;
/** Fewer fast keys are a person's after all: two hands roll over a few. */
const least = 8;
/** A burst that is sure may stumble for so long, and is over when no key has come for so long. */
const patience = 100;
/** So many fast keys are a scanner's even without an end. */
const endless = 30;
/** From this key on, what does not go into a field is kept from the page: a space would press the button in focus. */
const held = 4;
/** A refused burst of so few signs goes back where it was typed. */
const short = 20;

/** One key going down. */
export interface Stroke {
  key: string;
  /** When, in milliseconds: the event's own time, which a busy page does not delay. */
  at: number;
  /** The key alone writes its sign: no Ctrl, Alt or Meta, no repeat, no input method at work. */
  plain: boolean;
}

/** What a stroke is: a person's, one of a fast run (the how manieth), or the end of a burst. */
export type Judgement = { is: "person" } | { is: "run"; nth: number } | { is: "end" };

const person: Judgement = { is: "person" };
const modifiers = ["Shift", "CapsLock", "NumLock"];
/** What scanners are set to send behind a code. */
const ends = ["Enter", "Tab"];
/** What a scanner set to another layout makes of a letter: it stands where a sign stood, and which is not known. */
const lost = ["Dead", "Unidentified"];

/** Fast keys in a row. */
export class Run {
  #text = "";
  #count = 0;
  #last = -Infinity;
  #ends = 0;

  take(stroke: Stroke): Judgement {
    if (isModifier(stroke)) return person;
    if (this.isOverAt(stroke)) this.forget();
    const { key, at } = stroke;
    // What writes nothing is part of a run only once that is sure.
    if (!isSign(stroke) && this.#count === 0) return person;
    if (ends.includes(key)) return this.#end(at);
    this.#text += isSign(stroke) ? key : "\uFFFD";
    this.#count += 1;
    this.#last = at;
    return { is: "run", nth: this.#count };
  }

  /** Whether a stroke is no part of the run: it comes too late, or no scanner sends it. */
  isOverAt(stroke: Stroke): boolean {
    // They come between the signs and write none.
    if (isModifier(stroke)) return false;
    const sure = this.#count >= least;
    const late = stroke.at - this.#last >= (sure ? patience : fast);
    return late || !(isSign(stroke) || (sure && stroke.plain && [...ends, ...lost].includes(stroke.key)));
  }

  /** What was typed if it was a scanner, once the run is over. Lines of a passport are parted by line ends. */
  get burst(): string | undefined {
    return this.#ends > 0 || this.#count >= endless ? this.#text.trim() : undefined;
  }

  forget() {
    this.#text = "";
    this.#count = 0;
    this.#last = -Infinity;
    this.#ends = 0;
  }

  #end(at: number): Judgement {
    this.#text += "\n";
    this.#ends += 1;
    this.#last = at;
    return { is: "end" };
  }
}

const isModifier = ({ key, plain }: Stroke) => plain && modifiers.includes(key);
const isSign = ({ key, plain }: Stroke) => plain && [...key].length === 1;

type TextField = HTMLInputElement | HTMLTextAreaElement;
type Field = TextField | HTMLSelectElement;

/** What stood in the field that has the keyboard, before the burst. */
interface Before {
  field: Field | undefined;
  value: string;
  caret: number | null;
}

/**
 * Watches a window for bursts, ahead of everything in it that is registered later. `tell` hands a burst to the desk and
 * says whether it was taken; what was refused and short is typed back. Gives the way to stop.
 */
export function watchWedge(target: Window, tell: (text: string) => Promise<boolean>): () => void {
  const run = new Run();
  const ours = new WeakSet<Event>();
  let before: Before | undefined;
  let through: string[] = [];
  let kept: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function onkeydown(event: KeyboardEvent) {
    if (ours.has(event)) return;
    const stroke = strokeOf(event);
    // Before the stroke is judged, which forgets the run, and before it does what it does in the page.
    if (run.isOverAt(stroke)) settle();
    const judged = run.take(stroke);
    if (judged.is === "person") return;
    if (judged.is === "run" && judged.nth === 1) begin(target.document.activeElement);
    if (judged.is === "run" && (judged.nth < held || (before?.field && isText(before.field)))) {
      through.push(stroke.key);
    } else {
      if (judged.is === "run") kept.push(stroke.key);
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    settleLater();
  }

  /** In two steps: after a page was busy, the keys that wait are heard between them. */
  function settleLater() {
    clearTimeout(timer);
    timer = setTimeout(() => (timer = setTimeout(settle, fast)), patience - fast);
  }

  function begin(active: Element | null) {
    const field = fieldOf(active);
    const caret = field && isText(field) ? field.selectionStart : null;
    before = { field, value: field?.value ?? "", caret };
    through = [];
    kept = [];
  }

  /** The run is over: a scanner's is handed over, a person's keys that were kept are given back. */
  function settle() {
    clearTimeout(timer);
    const burst = run.burst;
    const [was, back, gone] = [before, kept, through];
    run.forget();
    before = undefined;
    through = [];
    kept = [];
    if (!was) return;
    if (burst === undefined) return back.forEach(press);
    if (was.field) restore(was.field, was.value, was.caret);
    else gone.forEach(() => press("Backspace"));
    void tell(burst).then((taken) => {
      if (!taken && burst.length <= short && !burst.includes("\n")) give(was, burst);
    });
  }

  function give({ field, caret }: Before, text: string) {
    if (field && isText(field)) restore(field, insert(field.value, caret ?? field.value.length, text), null);
    else if (!field) [...text].forEach(press);
  }

  /** Presses a key as it was pressed before, for whoever listens in the page. */
  function press(key: string) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    ours.add(event);
    (target.document.activeElement ?? target.document.body).dispatchEvent(event);
  }

  target.addEventListener("keydown", onkeydown, { capture: true });
  // A hand on the screen or the mouse is a person's: what it acts on must stand there first.
  target.addEventListener("pointerdown", settle, { capture: true });
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", onkeydown, { capture: true });
    target.removeEventListener("pointerdown", settle, { capture: true });
  };
}

function strokeOf(event: KeyboardEvent): Stroke {
  const alone = !event.ctrlKey && !event.altKey && !event.metaKey;
  // 229 stands for a key that an input method has taken.
  const plain = alone && !event.repeat && !event.isComposing && event.keyCode !== 229;
  return { key: event.key, at: event.timeStamp, plain };
}

const textless = ["button", "checkbox", "radio", "submit", "reset", "range", "color", "file", "image"];

function fieldOf(element: Element | null): Field | undefined {
  if (element instanceof HTMLInputElement) return textless.includes(element.type) ? undefined : element;
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ? element : undefined;
}

const isText = (field: Field): field is TextField => !(field instanceof HTMLSelectElement);
const insert = (value: string, at: number, text: string) => value.slice(0, at) + text + value.slice(at);

/** Puts a value in as if it had been typed, so that the page knows; the page may have drawn the field anew. */
function restore(field: Field, value: string, caret: number | null) {
  if (field.value === value) return;
  field.value = value;
  if (isText(field) && caret !== null) field.setSelectionRange(caret, caret);
  field.dispatchEvent(new Event(isText(field) ? "input" : "change", { bubbles: true }));
}
