import { expect, it } from "vitest";
import fieldRs from "../../crates/document/src/field.rs?raw";
import exportRs from "../../crates/paper/src/export.rs?raw";
import paperRs from "../../crates/document/src/paper.rs?raw";
import reasonRs from "../../crates/duty/src/reason.rs?raw";
import statementRs from "../../crates/emrtd/src/evidence/statement.rs?raw";
import type { DeviceProblem } from "../bindings/DeviceProblem";
import type { Refusal } from "../bindings/Refusal";
import { speaker } from "../shared/words";
import { codeName } from "../shared/words/codes";
import { en } from "../shared/words/en";
import { finding } from "../shared/words/findings";
import { problemOf } from "../shared/words/problems";
import { advice } from "../shared/words/refusals";
import { vi } from "../shared/words/vi";

const blanks = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
const keys = Object.keys(vi) as (keyof typeof vi)[];
const bindings = import.meta.glob<string>("../bindings/*.ts", { query: "?raw", import: "default", eager: true });
const literals = (name: string) => [...(bindings[`../bindings/${name}.ts`] ?? "").matchAll(/"(\w+)"(?= \||;)/g)].map((hit) => hit[1] ?? "");

it("has the same sentences in both languages, with the same blanks", () => {
  expect(Object.keys(en).sort()).toEqual([...keys].sort());
  for (const key of keys) {
    expect(vi[key].trim(), key).not.toBe("");
    expect(blanks(en[key]), key).toEqual(blanks(vi[key]));
  }
});

it("keeps Vietnamese in one Unicode form", () => {
  for (const key of keys) expect(vi[key], key).toBe(vi[key].normalize("NFC"));
});

it("fills the blanks", () => {
  expect(speaker("vi")("done.sent", { at: "19:42", code: "4K7P" })).toBe("Đã gửi lúc 19:42, mã 4K7P");
});

it("has a sentence for every word the views can send", () => {
  const spoken: [string, string][] = [
    ["Trouble", "trouble"],
    ["StaffReason", "staff"],
    ["RelationName", "relation"],
    ["KioskRole", "role"],
    ["TrustView", "trust"],
    ["RoomState", "room"],
    ["TellingName", "telling"],
    ["ProofName", "proof"],
    ["RoleName", "role"],
    ["EntryKindName", "entry.kind"],
    ["EntryFieldName", "entry"],
    ["Why", "exports.why"],
    ["DifferenceName", "portal.what"],
    ["ExportKindName", "exports.kind"],
    ["ExportKindName", "exports.hint"],
    ["BadgeState", "badge"],
    ["FieldName", "field"],
    ["SourceName", "source"],
    ["SyncState", "sync"],
    ["DeviceState", "device"],
    ["ReadAsk", "read"],
    ["CardOnReader", "trial.card"],
    ["PayloadKind", "trial.payload"],
    ["CarriedName", "trial.carried"],
    ["EndName", "trial.end"],
    ["ScannerWay", "trial.way"],
    ["ScannerWay", "trial.listening"],
    ["DeviceKindName", "trial.nobody"],
    ["FocusName", "trial.focus"],
    ["ExposureName", "trial.exposure"],
  ];
  for (const [type, prefix] of spoken) {
    expect(literals(type).length, type).toBeGreaterThan(1);
    for (const one of literals(type)) expect(keys, `${type} ${one}`).toContain(`${prefix}.${one}`);
  }
});

it("has a sentence and a remedy for every refusal", () => {
  for (const code of literals("RefusalCode")) {
    for (const language of ["vi", "en"] as const) {
      const { sentence, remedy } = advice({ code, findings: [] } as unknown as Refusal, language);
      expect(sentence && remedy, code).toBeTruthy();
    }
  }
  expect(advice(null, "vi").sentence).toBe("Chương trình chưa trả lời.");
});

it("has a sentence and a remedy for everything that can be wrong with a device", () => {
  const problems = literals("DeviceProblem");
  expect(problems.length).toBeGreaterThan(10);
  for (const language of ["vi", "en"] as const) {
    const said = problems.map((problem) => problemOf(problem as DeviceProblem, language));
    for (const { sentence, remedy } of said) expect(sentence && remedy).toBe(remedy.normalize("NFC"));
    expect(new Set(said.map(({ sentence }) => sentence)).size, language).toBe(problems.length);
  }
});

/** The catalogue stands in Rust; it is read as text here, so that a new code cannot be forgotten. */
const body = (source: string, from: string) => (source.split(from)[1] ?? "").split(/^ *\}$/m)[0] ?? "";

it("has a sentence for every finding of the document crate", () => {
  const codes = [...body(fieldRs, "FindingCode {").matchAll(/= "([\w-]+)"/g)].map((hit) => hit[1] ?? "");
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes) for (const language of ["vi", "en"] as const) expect(finding(code, language), code).not.toBe(finding("no such code", language));
});

it("says of a chip's proof what the installer's tool says", () => {
  const table = (statementRs.split("for_clerk(self)")[1] ?? "").split("impl Evidence")[0] ?? "";
  const said = [...table.matchAll(/Self::(\w+) =>\s*\{?\s*"([^"]+)"/g)];
  const names = said.map(([, name = ""]) => name.charAt(0).toLowerCase() + name.slice(1));
  // What no chip was asked about has no statement.
  expect(["unproven", ...names].sort()).toEqual(literals("TrustView").sort());
  for (const [nth, [, , sentence]] of said.entries()) expect(vi[`trust.${names[nth]}` as keyof typeof vi]).toBe(sentence);
});

it("says why somebody is not in a file as a printed list does", () => {
  const said = [...body(exportRs, "fn label(self)").matchAll(/Self::(\w+) => "([^"]+)"/g)];
  expect(said.length).toBe(literals("Why").length);
  for (const [, name = "", sentence] of said) expect(vi[`exports.why.${name.charAt(0).toLowerCase()}${name.slice(1)}` as keyof typeof vi], name).toBe(sentence);
});

it.each([
  ["reason", reasonRs, 20],
  ["paper", paperRs, 9],
] as const)("has an English name for every code of the portal: %s", (kind, source, count) => {
  const said = [...body(source, "fn label(self)").matchAll(/Self::\w+ => "([^"]+)"/g)].map((hit) => hit[1] ?? "");
  expect(said).toHaveLength(count);
  for (const [at, label] of said.entries()) {
    expect(codeName(kind, String(at + 1), label, "en"), label).not.toBe(label);
    expect(codeName(kind, String(at + 1), label, "vi")).toBe(label);
  }
  expect(codeName("sex", "Nữ", "Nữ", "en")).toBe("Female");
});
