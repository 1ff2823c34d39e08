import type { Language } from "../../bindings/Language";
import { en } from "./en";
import { vi } from "./vi";

/** The name of a sentence. */
export type Key = keyof typeof vi;

/** Says a sentence in one language, with its blanks filled in. */
export type Say = (key: Key, blanks?: Record<string, string | number>) => string;

const dictionaries: Record<Language, Record<Key, string>> = { vi, en };

/** A speaker of the language. */
export function speaker(language: Language): Say {
  const words = dictionaries[language];
  return (key, blanks = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(blanks[name] ?? whole));
}
