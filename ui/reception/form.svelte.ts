import type { CheckInForm } from "../bindings/CheckInForm";
import type { EntryForm } from "../bindings/EntryForm";
import type { DraftFact } from "../bindings/DraftFact";
import type { DraftView } from "../bindings/DraftView";
import type { FieldName } from "../bindings/FieldName";
import type { SourceName } from "../bindings/SourceName";
import type { StayKindName } from "../bindings/StayKindName";
import type { Tile } from "../bindings/Tile";
import type { TypedFacts } from "../bindings/TypedFacts";

/** The facts a clerk can type. */
export type Typable = Exclude<keyof TypedFacts, "residence">;

/** All of them, in the order of the form. */
export const typables: Typable[] = ["paper", "number", "name", "birth", "sex", "nationality", "expiry", "address"];

/** No stay is longer; what is longer than the law allows, the desk refuses with the reason. */
const mostNights = 999;

/** What stands in the box as a number the desk takes: an emptied one is the offer again. */
function wholeNights(typed: number | null): number {
  return Math.min(mostNights, Math.max(1, Math.round(typed ?? 1)));
}

/** Nothing known of how somebody entered the country. */
export const noEntry: EntryForm = { kind: null, number: "", until: "", issued: "", authority: "", entered: "", gate: "", purpose: "", permittedUntil: "" };

/** Whether anything of a paper was read: the kind of paper an empty draft begins with is no reading. */
export function isRead(draft: DraftView): boolean {
  return draft.facts.some((fact) => fact.source !== "typed");
}

/** What the form offers before anybody touched it. */
export interface Offers {
  papers: Tile[];
  reasons: Tile[];
  /** The room the clerk stands on, if a bed is free there. */
  room: string | undefined;
}

/** The check-in form: what was typed stands over what was read, so that a reading never overwrites a correction. */
export class Form {
  #draft: () => DraftView;
  #offers: () => Offers;
  #typed = $state<Partial<TypedFacts>>({});
  #residence = $state<string>();
  #room = $state<string>();
  #reason = $state<string>();
  kind = $state<StayKindName>("overnight");
  nights = $state<number | null>(1);
  reasonText = $state("");
  entry = $state<EntryForm>({ ...noEntry });
  confirmed = $state(false);

  constructor(draft: () => DraftView, offers: () => Offers) {
    this.#draft = draft;
    this.#offers = offers;
  }

  /** What stands in the field. */
  value(field: Typable): string {
    return this.#typed[field] ?? this.read(field)?.value ?? this.#usual(field);
  }

  /** A correction takes the confirmation back: it was given to what stood there before. */
  type(field: Typable, text: string) {
    // What would stand there anyway is not typed: a later reading may still change it.
    if (text === (this.read(field)?.value ?? this.#usual(field))) delete this.#typed[field];
    else this.#typed[field] = text;
    this.confirmed = false;
  }

  /** Whether a person has typed what no reading says. */
  get isTyped(): boolean {
    return Object.values(this.#typed).some((text) => text !== "");
  }

  /** Gives back everything typed of the person: what was read stands again. */
  giveBack() {
    this.#typed = {};
    this.confirmed = false;
  }

  /** Where the value in the field comes from: a reading that says just this, or the keyboard; nothing for an untouched offer. */
  source(field: Typable): SourceName | undefined {
    const read = this.read(field);
    const typed = this.#typed[field];
    if (typed === undefined || typed === read?.value) return read?.source;
    const other = this.#draft().disagreements.find((fact) => fact.field === field && fact.value === typed);
    return other?.source ?? (typed === "" ? undefined : "typed");
  }

  /** What readings say of a fact other than what stands in its field: a person chooses. */
  others(field: Typable): DraftFact[] {
    const said = this.#draft().disagreements.filter((fact) => fact.field === field);
    const read = this.read(field);
    // What was read and is typed over can be taken back.
    return (read && (said.length > 0 || this.#typed[field] !== undefined) ? [read, ...said] : said).filter((fact) => fact.value !== this.value(field));
  }

  read(field: FieldName) {
    return this.#draft().facts.find((fact) => fact.field === field);
  }

  /** Whether what was found about a fact still concerns what stands in the field. */
  stands(field: FieldName, judged: Partial<TypedFacts> | undefined): boolean {
    const typable = typables.find((one) => one === field);
    if (!typable) return true;
    const before = judged ? judged[typable] : (this.read(typable)?.value ?? "");
    // As it was judged: a country's code goes out in capitals.
    const now = this.value(typable).trim();
    return (typable === "nationality" ? now.toUpperCase() : now) === before;
  }

  /** What the address may be in the units of today, as long as it is the one that was read. */
  get newUnits(): string[] {
    return this.value("address") === (this.read("address")?.value ?? "") ? this.#draft().newUnits : [];
  }

  /** The one of them that a person has taken; the empty text is none. */
  get residence(): string {
    const taken = this.#residence ?? this.#draft().residence ?? "";
    return this.newUnits.includes(taken) ? taken : "";
  }

  set residence(text: string) {
    this.#residence = text;
  }

  /** The register of foreigners asks for more. */
  get isForeign(): boolean {
    const nationality = this.value("nationality").trim().toUpperCase();
    return nationality !== "" && nationality !== "VNM";
  }

  get room(): string {
    return this.#room ?? this.#draft().room ?? this.#offers().room ?? "";
  }

  set room(id: string) {
    this.#room = id;
  }

  get reason(): string {
    return this.#reason ?? this.#offers().reasons[0]?.id ?? "";
  }

  set reason(code: string) {
    this.#reason = code;
  }

  /** The form as it is sent. */
  filled(): CheckInForm {
    const value = (field: Typable) => this.value(field).trim();
    return {
      draft: this.#draft().id,
      facts: {
        paper: value("paper"),
        number: value("number"),
        name: value("name"),
        birth: value("birth"),
        sex: value("sex"),
        nationality: value("nationality").toUpperCase(),
        address: value("address"),
        expiry: value("expiry"),
        residence: this.residence,
      },
      room: this.room,
      kind: this.kind,
      nights: wholeNights(this.nights),
      reason: Number(this.reason),
      reasonText: this.reasonText.trim(),
      entry: $state.snapshot(this.entry),
      confirmed: this.confirmed,
    };
  }

  /** The commonest answer, offered so that it need not be typed. */
  #usual(field: Typable): string {
    if (field === "paper") return this.#offers().papers[0]?.id ?? "";
    return field === "nationality" ? "VNM" : "";
  }
}
