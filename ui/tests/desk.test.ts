import { beforeEach, expect, it, vi } from "vitest";

const asked: string[] = [];
let heard: ((event: { payload: unknown }) => void) | undefined;
let snapshot: { seq: number };
let duringSnapshot = () => {};

vi.mock("@tauri-apps/api/core", () => ({
  invoke: async (command: string, args?: unknown) => {
    asked.push(args ? `${command} ${JSON.stringify(args)}` : command);
    duringSnapshot();
    if (command === "stage_props") throw new Error("command not found");
    return snapshot;
  },
}));
vi.mock("@tauri-apps/api/event", () => ({
  listen: async (name: string, handler: typeof heard, options: { target: { label: string } }) => {
    asked.push(`listen ${name} ${options.target.label}`);
    heard = handler;
    return () => {};
  },
}));

const { kiosk, reception, refusalOf, stage } = await import("../shared/desk");
const seen: number[] = [];
const note = (view: { seq: number }) => seen.push(view.seq);

beforeEach(() => {
  asked.length = 0;
  seen.length = 0;
  duringSnapshot = () => {};
  snapshot = { seq: 5 };
});

it("subscribes before it asks for the snapshot", async () => {
  await kiosk.watch(note);
  expect(asked).toEqual(["listen view kiosk", "kiosk_view"]);
  expect(seen).toEqual([5]);
});

it("keeps the newer view when an event overtakes the snapshot", async () => {
  duringSnapshot = () => heard?.({ payload: { seq: 6 } });
  await reception.watch(note);
  expect(seen).toEqual([6]);
});

it("ignores a view older than, or the same as, the one it has", async () => {
  await kiosk.watch(note);
  for (const seq of [4, 7, 7, 6, 8]) heard?.({ payload: { seq } });
  expect(seen).toEqual([5, 7, 8]);
});

it("sends acts as they are", async () => {
  await kiosk.act({ do: "role", with: "carer" });
  await reception.find("an");
  expect(asked).toEqual(['kiosk_act {"act":{"do":"role","with":"carer"}}', 'reception_find {"text":"an"}']);
});

it("takes a missing stage for no practice", async () => {
  expect(await stage.props()).toBeNull();
});

it("tells a refusal from a door that failed", () => {
  expect(refusalOf({ code: "roomFull", findings: [] })?.code).toBe("roomFull");
  expect(refusalOf("not allowed")).toBeNull();
});
