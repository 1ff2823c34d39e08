import type { ReceptionView } from "../bindings/ReceptionView";
import type { RoomState } from "../bindings/RoomState";
import type { RoomTile } from "../bindings/RoomTile";
import type { IconName } from "../shared/parts/Icon.svelte";
import type { Say } from "../shared/words";

/** Every room of the house, in the order of the plan. */
export const roomsOf = (view: ReceptionView): RoomTile[] => view.floors.flatMap((floor) => floor.rooms);

/** The room that bears this name, or else the only one with these digits. */
export function roomNamed(rooms: RoomTile[], text: string): RoomTile | undefined {
  const exact = rooms.find((room) => room.name === text);
  if (exact) return exact;
  const alike = rooms.filter((room) => room.name.replace(/\D/g, "") === text);
  return alike.length === 1 ? alike[0] : undefined;
}

/** The picture beside the word of a state. */
export const stateIcons: Record<RoomState, IconName> = {
  free: "door",
  occupied: "bed",
  dayUse: "clock",
  leavingSoon: "leaving",
  overdue: "alarm",
  toClean: "broom",
  locked: "lock",
};

/** The people of a room by stay, because a stay ends for all of them. */
export function staysOf(room: RoomTile): { stay: string; names: string[] }[] {
  const names = new Map<string, string[]>();
  for (const person of room.people) names.set(person.stay, [...(names.get(person.stay) ?? []), person.name]);
  return [...names].map(([stay, of]) => ({ stay, names: of }));
}

/** Minutes in words: "45 phút", "2 giờ 05", "3 ngày". */
export function span(minutes: number, say: Say): string {
  const whole = Math.abs(minutes);
  if (whole < 60) return say("time.minutes", { m: whole });
  if (whole < 48 * 60) return say("time.hours", { h: Math.floor(whole / 60), m: String(whole % 60).padStart(2, "0") });
  return say("time.days", { d: Math.floor(whole / (24 * 60)) });
}
