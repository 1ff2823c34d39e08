import type { FindingView } from "../bindings/FindingView";
import type { ChangeWhat } from "../bindings/ChangeWhat";
import type { EntryFieldName } from "../bindings/EntryFieldName";
import type { ExportKindName } from "../bindings/ExportKindName";
import type { FoundGuest } from "../bindings/FoundGuest";
import type { LackingLine } from "../bindings/LackingLine";
import type { Language } from "../bindings/Language";
import type { LeftOutLine } from "../bindings/LeftOutLine";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { Refusal } from "../bindings/Refusal";
import type { TypedFacts } from "../bindings/TypedFacts";
import type { Say } from "../shared/words";
import type { Advice } from "../shared/words/refusals";

/** How long the word about the last act stays, in milliseconds. */
const toastStays = 10_000;

/** What came of an act: done, or refused (null: the door itself failed). */
export type Outcome = { done: ReceptionDone } | { refused: Refusal | null };

/** The field of how somebody entered the country in which no day stands. */
export function noDayIn(outcome: Outcome): EntryFieldName | undefined {
  const code = "refused" in outcome ? outcome.refused?.code : undefined;
  return typeof code === "object" ? code.notADayIn : undefined;
}

/** A way to change something of a person in a stay; how a foreigner entered the country is told to nobody. */
export type Way = ChangeWhat["is"] | "entry";

/** A file that was made, of which days, and who is not in it or not whole: what is tried once more is this, whatever a form says by then. */
export interface Made {
  kind: ExportKindName;
  from: string;
  to: string;
  leftOut: LeftOutLine[];
  lacking: LackingLine[];
}

/**
 * What every part of the reception needs: a voice and a way to ask. `word` is said when the act was carried out, and `undo`
 * is offered as long as that word stands.
 */
export interface Clerk {
  say: Say;
  language: Language;
  ask(act: ReceptionAct, word?: (done: ReceptionDone) => string, undo?: () => void): Promise<Outcome>;
  /** Says what went wrong where no act was refused. */
  warn(said: Advice): void;
  /** Opens what is known of a person in a stay, to be changed. */
  change(stay: string, guest: string, what: Way): void;
  find(text: string): Promise<FoundGuest[]>;
  /** In which facts a form is of somebody else than who was read. It says nothing by itself. */
  compare(facts: TypedFacts): Promise<FindingView[]>;
}

/** The word about the last act: one at a time. */
export class Toast {
  good = $state<string>();
  bad = $state.raw<Advice>();
  /** Takes that act back. */
  undo = $state.raw<() => void>();
  #later: ReturnType<typeof setTimeout> | undefined;

  show(good: string | undefined, bad?: Advice, undo?: () => void) {
    clearTimeout(this.#later);
    this.good = good;
    this.bad = bad;
    this.undo = undo;
    this.#later = setTimeout(() => this.clear(), toastStays);
  }

  clear() {
    clearTimeout(this.#later);
    this.good = undefined;
    this.bad = undefined;
    this.undo = undefined;
  }
}
