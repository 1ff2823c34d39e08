import type { Badge } from "../bindings/Badge";
import type { ChangeView } from "../bindings/ChangeView";
import type { DraftView } from "../bindings/DraftView";
import type { InspectionView } from "../bindings/InspectionView";
import type { LackingLine } from "../bindings/LackingLine";
import type { LeftOutLine } from "../bindings/LeftOutLine";
import type { ProofName } from "../bindings/ProofName";
import type { ReceptionView } from "../bindings/ReceptionView";
import type { RoomState } from "../bindings/RoomState";
import type { RoomTile } from "../bindings/RoomTile";
import type { Trouble } from "../bindings/Trouble";
import { brokenDevices, devicesView, noDevices } from "./devices";
import { portalView } from "./portal";

const badge = (state: Badge["state"], minutesLeft: number, more: Partial<Badge> = {}): Badge => ({
  state,
  deadline: "21/11 23:00",
  minutesLeft,
  code: state === "done" ? "4K7P" : null,
  late: minutesLeft < 0,
  capturedInTime: false,
  ...more,
});

const people: Record<string, string[]> = {
  "101": ["Nguyễn Văn An"],
  "103": ["Trần Thị Bình", "Lê Quang Huy"],
  "104": ["Phạm Gia Hân"],
  "105": ["Đỗ Minh Châu"],
  "201": ["Vũ Hoàng Long", "Vũ Khánh Vy", "Bùi Thu Hà"],
  "203": ["Hoàng Đức Anh"],
};
const states: Record<string, RoomState> = { "101": "occupied", "103": "occupied", "104": "leavingSoon", "105": "overdue", "106": "toClean", "107": "locked", "201": "occupied", "203": "dayUse", "206": "toClean" };
const badges: Record<string, Badge> = {
  "101": badge("done", 200),
  "103": badge("waiting", 48),
  "104": badge("refused", 95),
  "105": badge("unverified", -35),
  "201": badge("sending", 250),
};

function room(name: string): RoomTile {
  const here = people[name] ?? [];
  return {
    id: `room-${name}`,
    name,
    state: states[name] ?? "free",
    beds: 3,
    free: 3 - here.length,
    people: here.map((one, index) => ({
      stay: `stay-${name}`,
      guest: `guest-${name}-${index}`,
      name: one,
      maskedNumber: "0010******23",
      arrived: "21/11 14:05",
      until: "22/11 12:00",
      notice: states[name] === "dayUse" ? null : (badges[name] ?? null),
    })),
    left: name === "106" ? [{ stay: "stay-106", guest: "guest-106-0", name: "Lý Thu Trang", left: "21/11 18:20" }] : [],
    notice: badges[name] ?? null,
  };
}

const tile = (id: string, name: string) => ({ id, name });

/** A reception with a little of everything. The people are invented. */
export function receptionView(over: Partial<ReceptionView> = {}): ReceptionView {
  const floor = (number: number, count: number) => ({ number, rooms: Array.from({ length: count }, (_, index) => room(`${number}${String(index + 1).padStart(2, "0")}`)) });
  return {
    seq: 1,
    facility: "Nhà nghỉ Hoa Sen",
    staff: "Mai",
    now: "21/11/2026 19:42",
    training: true,
    devices: { chip: "ready", cardLaid: true, mute: false, camera: "ready", liftFirst: false, scanner: "ready" },
    floors: [floor(1, 8), floor(2, 8), floor(3, 8)],
    reasons: [tile("1", "Du lịch"), tile("4", "Thăm viếng"), tile("18", "Chữa bệnh"), tile("20", "Lý do khác")],
    papers: [tile("1", "Thẻ CCCD"), tile("4", "Hộ chiếu"), tile("8", "Thẻ Căn Cước"), tile("9", "Giấy tờ khác")],
    radar: [
      { notice: "n105", place: "105", name: "Đỗ Minh Châu", badge: badge("unverified", -35, { deadline: "21/11 19:07" }) },
      { notice: "n103", place: "103", name: "Trần Thị Bình", badge: badge("waiting", 48, { deadline: "21/11 20:30" }) },
      { notice: "n104", place: "104", name: "Phạm Gia Hân", badge: badge("refused", 95, { deadline: "21/11 21:17" }) },
      { notice: "n201", place: "201", name: "Vũ Hoàng Long", badge: badge("sending", 250) },
    ],
    outbox: [
      { notice: "n105", stay: "stay-105", guest: "guest-105-0", telling: "arrival", revision: 1, place: "105", name: "Đỗ Minh Châu", badge: badge("unverified", -35), attempts: 2, refused: null, resend: true, receiptedAt: null, atPortal: false },
      { notice: "n103", stay: "stay-103", guest: "guest-103-0", telling: "arrival", revision: 1, place: "103", name: "Trần Thị Bình", badge: badge("waiting", 48), attempts: 0, refused: null, resend: true, receiptedAt: null, atPortal: false },
      { notice: "n104", stay: "stay-104", guest: "guest-104-0", telling: "correction", revision: 2, place: "104", name: "Phạm Gia Hân", badge: badge("refused", 95), attempts: 1, refused: "Số giấy tờ không hợp lệ.", resend: true, receiptedAt: null, atPortal: false },
      { notice: "n101", stay: "stay-101", guest: "guest-101-0", telling: "arrival", revision: 1, place: "101", name: "Nguyễn Văn An", badge: badge("done", 200), attempts: 1, refused: null, resend: false, receiptedAt: "21/11 14:05:12", atPortal: true },
    ],
    exports: {
      chosen: false,
      folder: "/home/letan/.local/share/luutru/exports",
      today: "21/11/2026",
      lines: [
        { id: "e3", kind: "portalCitizens", from: "21/11/2026", to: "21/11/2026", file: "portal-citizens_20261121-20261121_193000-5b1c.xlsx", records: 12, at: "21/11 19:30", forPortal: true, taken: null, voided: null },
        { id: "e2", kind: "portalCitizens", from: "20/11/2026", to: "20/11/2026", file: "portal-citizens_20261120-20261120_210500-77aa.xlsx", records: 9, at: "20/11 21:05", forPortal: true, taken: 0, voided: null },
        { id: "e1", kind: "portalForeigners", from: "20/11/2026", to: "20/11/2026", file: "portal-foreigners_20261120-20261120_210400-0c9d.xml", records: 2, at: "20/11 21:04", forPortal: true, taken: 2, voided: null },
        { id: "e0", kind: "report", from: "16/11/2026", to: "22/11/2026", file: "report_20261116-20261122_080000-1d4e.pdf", records: 61, at: "20/11 08:00", forPortal: false, taken: null, voided: null },
        { id: "ev", kind: "portalCitizens", from: "19/11/2026", to: "19/11/2026", file: "portal-citizens_20261119-20261119_210000-2b1a.xlsx", records: 4, at: "19/11 21:00", forPortal: true, taken: 4, voided: "19/11 21:20" },
      ],
      portal: portalView(),
    },
    enrolment: null,
    key: { since: "02/03/2026", changing: false },
    night: null,
    sync: { state: "online", waiting: 3, oldest: "21/11 18:50", minutesLeft: -35 },
    warning: null,
    clock: { state: "right", offMinutes: 0 },
    draft: null,
    trial: null,
    change: null,
    inspection: null,
    ...over,
  };
}

/** A person being registered from a QR, with something of everything to say. */
export function draftView(over: Partial<DraftView> = {}): DraftView {
  return {
    id: 7,
    room: "room-102",
    facts: [
      { field: "paper", value: "1", source: "qr" },
      { field: "number", value: "001099000123", source: "qr" },
      { field: "name", value: "Nguyễn Văn An", source: "qr" },
      { field: "birth", value: "15/05/1999", source: "qr" },
      { field: "sex", value: "Nam", source: "qr" },
      { field: "nationality", value: "VNM", source: "typed" },
      { field: "address", value: "Số 1, Tràng Tiền, Hoàn Kiếm, Hà Nội", source: "qr" },
      { field: "issued", value: "10/05/2021", source: "qr" },
    ],
    trust: "unproven",
    findings: [],
    disagreements: [],
    suggestedNumber: null,
    newUnits: [],
    residence: null,
    lastStay: "02/09/2026",
    chipReady: true,
    reading: null,
    photo: false,
    ...over,
  };
}

const empty = draftView({ room: null, facts: [], lastStay: null, chipReady: false });
const read = draftView({ trust: "selfConsistent", photo: true, facts: draftView().facts.map((fact) => (fact.field === "address" ? fact : { ...fact, source: "chip" as const })) });
const odd = draftView({
  findings: [
    { field: "number", hard: true, code: "not-12-digits" },
    { field: "birth", hard: false, code: "number-year" },
    { field: "expiry", hard: false, code: "expired" },
  ],
  disagreements: [
    { field: "name", value: "Nguyễn Văn Ân", source: "chip" },
    { field: "address", value: "Số 9, Tràng Tiền, Hoàn Kiếm, Hà Nội", source: "chip" },
    { field: "issued", value: "20/05/2022", source: "chip" },
  ],
});
const reading = draftView({
  reading: { keyKnown: true, chipOpened: true, factsRead: false, checked: false, bytesDone: 9_300, bytesTotal: 21_400, name: "Nguyễn Văn An", ask: "holdStill", trouble: null, waits: false, offerQrOnly: false, passport: false },
});

const trouble = (name: Trouble) => reading.reading && { ...reading.reading, ask: "layCard" as const, trouble: name };
const passport = draftView({
  facts: [
    { field: "paper", value: "4", source: "mrz" },
    { field: "number", value: "L898902C3", source: "mrz" },
    { field: "name", value: "ERIKSSON ANNA MARIA", source: "mrz" },
    { field: "birth", value: "12/08/1974", source: "mrz" },
    { field: "sex", value: "Nữ", source: "mrz" },
    { field: "nationality", value: "UTO", source: "mrz" },
    { field: "expiry", value: "15/04/2032", source: "mrz" },
  ],
  lastStay: null,
});
const insurance = draftView({
  facts: [
    { field: "paper", value: "1", source: "typed" },
    { field: "name", value: "Nguyễn Văn An", source: "healthInsurance" },
    { field: "birth", value: "15/05/1999", source: "healthInsurance" },
    { field: "sex", value: "Nam", source: "healthInsurance" },
  ],
  findings: [{ field: "number", hard: true, code: "missing" }],
  lastStay: null,
  chipReady: false,
  reading: trouble("insurance"),
});
const oldUnits = draftView({ newUnits: ["Số 1, Phường Cửa Nam, Hà Nội", "Số 1, Phường Hoàn Kiếm, Hà Nội"] });
const oldUnit = draftView({ newUnits: ["Số 1, Phường Cửa Nam, Hà Nội"] });
const newUnit = draftView({ newUnits: ["Số 1, Phường Cửa Nam, Hà Nội"], residence: "Số 1, Phường Cửa Nam, Hà Nội" });
const oldCard = draftView({ facts: [], lastStay: null, chipReady: false, suggestedNumber: "001099000123" });
const another = draftView({ reading: trouble("anotherPaper") });

const lifted = draftView({ chipReady: false, reading: reading.reading && { ...reading.reading, ask: "layCard", trouble: "lifted" } });
const waiting = draftView({ chipReady: false, reading: reading.reading && { ...reading.reading, ask: "layCard", waits: true, trouble: "lifted" } });

/** A house of two hundred rooms, every third with a guest and a notice. */
export function bigHouse(): ReceptionView {
  const all: RoomState[] = ["free", "occupied", "dayUse", "leavingSoon", "overdue", "toClean", "locked"];
  const floors = Array.from({ length: 10 }, (_, floor) => ({
    number: floor + 1,
    rooms: Array.from({ length: 20 }, (_, index) => {
      const name = `${floor + 1}${String(index + 1).padStart(2, "0")}`;
      const model = index % 3 === 0 ? room("103") : room("102");
      const guests = model.people.map((person, at) => ({ ...person, stay: `stay-${name}`, guest: `guest-${name}-${at}` }));
      return { ...model, id: `room-${name}`, name, state: all[(floor + index) % all.length] ?? "free", people: guests };
    }),
  }));
  return receptionView({ floors });
}

/** Every state of the reception, by name. */
export const receptionSamples: Record<string, ReceptionView> = {
  plan: receptionView(),
  "plan-offline": receptionView({ sync: { state: "offline", waiting: 3, oldest: "21/11 18:50", minutesLeft: -35 }, devices: { chip: "broken", cardLaid: false, mute: false, camera: "absent", liftFirst: false, scanner: "broken" }, radar: [] }),
  "enrolment-waits": receptionView({
    enrolment: { digits: "406 213", hub: "https://hub.example:8443", facility: "Nhà nghỉ Hoa Sen" },
    sync: { state: "notEnrolled", waiting: 0, oldest: null, minutesLeft: null },
    outbox: [],
  }),
  "not-enrolled": receptionView({ sync: { state: "notEnrolled", waiting: 0, oldest: null, minutesLeft: null }, outbox: [] }),
  big: bigHouse(),
  trial: receptionView({ trial: devicesView() }),
  "trial-broken": receptionView({ trial: brokenDevices }),
  "trial-none": receptionView({ trial: noDevices }),
  "draft-empty": receptionView({ draft: empty }),
  "draft-qr": receptionView({ draft: draftView() }),
  "draft-chip": receptionView({ draft: read }),
  "draft-odd": receptionView({ draft: odd }),
  "draft-passport": receptionView({ draft: passport }),
  "draft-insurance": receptionView({ draft: insurance }),
  "draft-old-card": receptionView({ draft: oldCard }),
  "draft-old-unit": receptionView({ draft: oldUnit }),
  "draft-old-units": receptionView({ draft: oldUnits }),
  "draft-new-unit": receptionView({ draft: newUnit }),
  "draft-another": receptionView({ draft: another }),
  "draft-reading": receptionView({ draft: reading }),
  "draft-lifted": receptionView({ draft: lifted }),
  "draft-waiting": receptionView({ draft: waiting }),
  change: receptionView({ change: changeView() }),
  "change-over": receptionView({ change: changeView({ over: true }) }),
  "change-foreigner": receptionView({ change: changeView({ scanned: true, facts: passport.facts, entry: { kind: "visa", number: "DL0000123", until: "01/01/2027", issued: "", authority: "", entered: "", gate: "", purpose: "", permittedUntil: "" } }) }),
  inspection: receptionView({ inspection: inspectionView() }),
};

/** Who is in no file, and who is in one without all that it asks for. */
export const notInFile: { leftOut: LeftOutLine[]; lacking: LackingLine[] } = {
  leftOut: [
    { notice: "n1", stay: "stay-103", guest: "guest-103-0", place: "103", name: "ANNA BEISPIEL", why: "noPermittedStay" },
    { notice: "n2", stay: "stay-104", guest: "guest-104-0", place: "104", name: "Phạm Gia Hân", why: "noBirth" },
    { notice: "n3", stay: "stay-201", guest: "guest-201-0", place: "201", name: "Vũ Hoàng Long", why: "changedSince" },
  ],
  lacking: [{ stay: "stay-103", guest: "guest-103-0", place: "103", name: "ANNA BEISPIEL", lacks: ["issued", "gate", "permittedUntil"] }],
};

/** A person whose facts are about to be changed, after some were. */
export function changeView(over: Partial<ChangeView> = {}): ChangeView {
  return {
    stay: "stay-101",
    guest: "guest-101-0",
    place: "101",
    kind: "overnight",
    until: "23/11 12:00",
    ends: "23/11/2026 12:00",
    purpose: { role: "guest", relation: null, reason: 1, reasonText: "" },
    entry: null,
    scanned: false,
    facts: draftView().facts,
    residence: null,
    over: false,
    cancelled: false,
    told: [
      { revision: 1, telling: "arrival", at: "21/11 14:05", badge: badge("done", 200), why: null, by: null },
      { revision: 2, telling: "extension", at: "21/11 18:50", badge: badge("waiting", 900), why: "Khách ở thêm", by: "Mai" },
    ],
    ...over,
  };
}

/** An officer looks: one person in each state there is. */
export function inspectionView(): InspectionView {
  const states: ProofName[] = ["inTime", "capturedInTime", "late", "waiting", "overdue", "missed", "noDuty"];
  return {
    since: "21/11/2026 19:42",
    twice: ["41", "42"],
    people: states.map((state, index) => ({
      guest: `guest-${index}`,
      place: `10${index + 1}`,
      name: "Nguyễn Văn An",
      number: index === 0 ? "001099000123" : "0010******23",
      full: index === 0,
      arrived: "21/11 14:05",
      until: "22/11 12:00",
      proof: {
        state,
        deadline: state === "noDuty" ? "" : "21/11 23:00",
        captured: "21/11 14:05:01",
        received: index < 3 ? "21/11 14:05:12" : null,
        code: index < 3 ? "4K7P" : null,
        number: index < 3 ? 12 + index : null,
        told: state === "noDuty" ? 0 : 1 + index,
        receipted: index < 3 ? 1 : 0,
      },
    })),
  };
}
