import type { KioskScreen } from "../bindings/KioskScreen";
import type { KioskView } from "../bindings/KioskView";
import type { ReadView } from "../bindings/ReadView";

/** A kiosk view around a screen. The people are invented. */
export function kioskView(screen: KioskScreen, around: Partial<KioskView> = {}): KioskView {
  return {
    seq: 1,
    facility: "Bệnh viện Đa khoa Hòa Bình",
    language: "vi",
    unhurried: false,
    training: true,
    devices: { chip: "ready", cardLaid: false, mute: false, camera: "ready", liftFirst: false, scanner: "absent" },
    step: null,
    screen,
    idleWarning: null,
    notices: { waiting: 0, due: null, away: false, clock: { state: "right", offMinutes: 0 } },
    ...around,
  };
}

const read = (view: Partial<ReadView>): KioskScreen => ({
  at: "read",
  keyKnown: false,
  chipOpened: false,
  factsRead: false,
  checked: false,
  bytesDone: 0,
  bytesTotal: 0,
  waits: false,
  name: null,
  ask: "showQr",
  trouble: null,
  offerQrOnly: false,
  passport: false,
  ...view,
});

const wards = ["Khoa Nội", "Khoa Ngoại", "Khoa Sản", "Khoa Nhi", "Khoa Tim mạch", "Khoa Thần kinh", "Khoa Mắt", "Khoa Tai Mũi Họng", "Khoa Ung bướu", "Khoa Hồi sức tích cực", "Khoa Y học cổ truyền", "Khoa Chấn thương chỉnh hình", "Khoa Da liễu", "Khoa Thận nhân tạo"];
const noReader = { devices: { chip: "absent", cardLaid: false, mute: false, camera: "ready", liftFirst: false, scanner: "absent" } } as const;
const step = (at: number) => ({ step: { at, of: 5 } });

/** Every screen of the kiosk, by name. */
export const kioskSamples: Record<string, KioskView> = {
  enrol: kioskView({ at: "enrol", digits: "406 213", hub: "https://hub.example:8443", facility: "Bệnh viện Đa khoa Hòa Bình" }),
  welcome: kioskView({ at: "welcome" }),
  "welcome-english": kioskView({ at: "welcome" }, { language: "en" }),
  "welcome-reader-broken": kioskView({ at: "welcome" }, { devices: { chip: "broken", cardLaid: false, mute: false, camera: "ready", liftFirst: false, scanner: "absent" } }),
  role: kioskView({ at: "role", roles: ["patient", "carer"] }, step(1)),
  "read-qr": kioskView(read({}), step(2)),
  "read-insurance": kioskView(read({ trouble: "insurance" }), step(2)),
  "read-zone": kioskView(read({ ask: "showZone", passport: true }), step(2)),
  "read-lay-passport": kioskView(read({ keyKnown: true, ask: "layCard", passport: true }), step(2)),
  "read-lay": kioskView(read({ keyKnown: true, ask: "layCard" }), step(2)),
  "read-hold": kioskView(read({ keyKnown: true, chipOpened: true, ask: "holdStill", bytesDone: 9_300, bytesTotal: 21_400, name: "Nguyễn Văn An" }), step(2)),
  "read-waiting": kioskView(read({ keyKnown: true, chipOpened: true, ask: "layCard", waits: true, trouble: "lifted", bytesDone: 9_300, bytesTotal: 21_400 }), step(2)),
  "read-lifted": kioskView(read({ keyKnown: true, ask: "layCard", trouble: "lifted", offerQrOnly: true }), step(2)),
  "read-digits": kioskView(read({ keyKnown: true, ask: "layCard", trouble: "digitsOnly" }), step(2)),
  "read-lift": kioskView(read({ keyKnown: true, chipOpened: true, factsRead: true, checked: true, ask: "liftCard", bytesDone: 21_400, bytesTotal: 21_400, name: "Nguyễn Văn An" }), step(2)),
  "read-no-reader": kioskView(read({ keyKnown: true, ask: "layCard", trouble: "readerGone", offerQrOnly: true }), { ...step(2), ...noReader }),
  "read-no-reader-number": kioskView(read({ keyKnown: true, ask: "layCard" }), { ...step(2), ...noReader }),
  number: kioskView({ at: "number", wrong: false }, step(2)),
  "number-wrong": kioskView({ at: "number", wrong: true }, step(2)),
  confirm: kioskView({ at: "confirm", name: "Nguyễn Văn An", birthYear: 1999, maskedNumber: "0010******23", photo: true, trust: "selfConsistent" }, step(3)),
  "confirm-unproven": kioskView({ at: "confirm", name: "Tôn Nữ Hoàng Ngọc Phương Uyên", birthYear: 1948, maskedNumber: "0011******56", photo: false, trust: "unproven" }, { ...step(3), unhurried: true }),
  department: kioskView({ at: "department", role: "patient", tiles: wards.map((name, index) => ({ id: `d${index}`, name })) }, step(4)),
  "department-carer": kioskView({ at: "department", role: "carer", tiles: wards.slice(0, 6).map((name, index) => ({ id: `d${index}`, name })) }, step(4)),
  relation: kioskView({ at: "relation", relations: ["spouse", "parent", "child", "sibling", "other"] }, step(4)),
  nights: kioskView({ at: "nights", choices: [1, 2, 3, 7], unknownMeans: 3 }, step(5)),
  "done-sending": kioskView({ at: "done", state: { is: "sending" }, wipesIn: 10 }),
  "done-sent": kioskView({ at: "done", state: { is: "sent", at: "19:42", code: "4K7P" }, wipesIn: 9 }),
  "done-saved": kioskView({ at: "done", state: { is: "saved", deadline: "23:00" }, wipesIn: 8 }),
  "staff-not-confirmed": kioskView({ at: "staff", reason: "notConfirmed" }),
  "staff-asked": kioskView({ at: "staff", reason: "asked" }, { language: "en" }),
  idle: kioskView({ at: "nights", choices: [1, 2, 3, 7], unknownMeans: 3 }, { ...step(5), idleWarning: 18 }),
};
