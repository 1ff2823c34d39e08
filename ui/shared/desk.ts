/**
 * The door: the one place where the pages speak to the shell. A page is shown whole views and sends acts; it decides
 * nothing. Errors come back as a Refusal.
 */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { FoundGuest } from "../bindings/FoundGuest";
import type { GuidanceView } from "../bindings/GuidanceView";
import type { KioskAct } from "../bindings/KioskAct";
import type { KioskView } from "../bindings/KioskView";
import type { ReceptionAct } from "../bindings/ReceptionAct";
import type { ReceptionDone } from "../bindings/ReceptionDone";
import type { ReceptionView } from "../bindings/ReceptionView";
import type { Refusal } from "../bindings/Refusal";
import type { StageAct } from "../bindings/StageAct";
import type { StageProps } from "../bindings/StageProps";

/** The kiosk's side of the door; the window's label is its name. */
export const kiosk = {
  watch: (show: (view: KioskView) => void) => watch<KioskView>("kiosk", show),
  act: (act: KioskAct) => invoke<void>("kiosk_act", { act }),
};

/** The reception's side of the door. */
export const reception = {
  watch: (show: (view: ReceptionView) => void) => watch<ReceptionView>("reception", show),
  act: (act: ReceptionAct) => invoke<ReceptionDone>("reception_act", { act }),
  find: (text: string) => invoke<FoundGuest[]>("reception_find", { text }),
};

/** What to draw over the camera's picture; asked for with each picture. */
export const guidance = () => invoke<GuidanceView>("camera_guidance");

/** The practice stage. A release build has no such commands, so a refusal here only says: no stage. */
export const stage = {
  props: () => invoke<StageProps | null>("stage_props").catch(() => null),
  act: (act: StageAct) => invoke<void>("stage_act", { act }),
};

/** The refusal in an error that came through the door; null when the door itself failed. */
export function refusalOf(error: unknown): Refusal | null {
  const known = typeof error === "object" && error !== null && "code" in error && "findings" in error;
  return known ? (error as Refusal) : null;
}

/**
 * Subscribes first and asks for a snapshot then, so that no change falls between the two. A view older than the one
 * already shown is ignored: events and the snapshot may overtake each other.
 */
async function watch<View extends { seq: number }>(face: "kiosk" | "reception", show: (view: View) => void) {
  let newest = -1;
  const take = (view: View) => {
    if (view.seq <= newest) return;
    newest = view.seq;
    show(view);
  };
  const target = { kind: "WebviewWindow", label: face } as const;
  const stop = await listen<View>("view", (event) => take(event.payload), { target });
  take(await invoke<View>(`${face}_view`));
  return stop;
}
