import type { Language } from "../../bindings/Language";

/** What the portal's codes and the desk's words for a sex are called in English; in Vietnamese the desk says it. */
const english = {
  reason: {
    "1": "Tourism",
    "2": "Business",
    "3": "Study",
    "4": "Visit",
    "5": "Conference",
    "6": "Visiting relatives",
    "7": "Charity",
    "8": "International organisation",
    "9": "Marriage",
    "10": "Consulate",
    "11": "Aid",
    "12": "Embassy",
    "13": "Settling",
    "14": "Marketing",
    "15": "Press",
    "16": "Trade",
    "17": "Visa extension",
    "18": "Medical treatment",
    "19": "Work",
    "20": "Another purpose",
  },
  paper: {
    "1": "Citizen card (CCCD)",
    "2": "Old identity card (CMND)",
    "3": "Driving licence",
    "4": "Passport",
    "5": "Birth certificate",
    "6": "Health insurance card",
    "7": "Notice of the personal number",
    "8": "Identity card (Căn Cước)",
    "9": "Another paper",
  },
  sex: { Nam: "Male", "Nữ": "Female", "Khác": "Unspecified" },
} as const satisfies Record<string, Record<string, string>>;

/** What a code is called; `vietnamese` is the desk's own word, and stands where there is no other. */
export function codeName(kind: keyof typeof english, code: string, vietnamese: string, language: Language): string {
  const names: Record<string, string> = english[kind];
  return (language === "en" ? names[code] : undefined) ?? vietnamese;
}
