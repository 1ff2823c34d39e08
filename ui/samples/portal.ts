import type { CallLine } from "../bindings/CallLine";
import type { PortalView } from "../bindings/PortalView";

function call(id: string, name: string, over: Partial<CallLine> = {}): CallLine {
  return { id, name, way: "citizen", at: "21/11 19:31", state: "accepted", errors: [], look: true, ...over };
}

/** The portal's API in use, with a call of every kind. */
export function portalView(over: Partial<PortalView> = {}): PortalView {
  return {
    on: true,
    base: "https://portal.example/",
    tokenPath: "/auth/token",
    citizenPath: "/luu-tru/cong-dan",
    foreignerPath: "/luu-tru/nguoi-nuoc-ngoai",
    departurePath: "/luu-tru/thay-doi",
    user: "hoa-sen",
    hasPassword: true,
    seconds: 20,
    calls: [
      call("c7", "Nguyễn Văn An"),
      call("c6", "Trần Thị Bình", { state: "uncertain" }),
      call("c5", "Lê Quang Huy", { state: "refused", look: false, errors: ["Họ tên không được để trống", "Số giấy tờ sai"] }),
      call("c4", "Phạm Thị Dung", { state: "missing" }),
      call("c3", "Võ Văn Em", { state: "listed", look: false, way: "departure" }),
      call("c2", "ANNA BEISPIEL", { state: "notSent", look: false, way: "foreigner" }),
      call("c1", "Đỗ Thị Giang", { state: "sending", look: false }),
    ],
    ...over,
  };
}

/** As it is delivered: nothing is known, nothing is sent. */
export function noPortal(): PortalView {
  const none = { base: "", tokenPath: "", citizenPath: "", foreignerPath: "", departurePath: "", user: "" };
  return portalView({ ...none, on: false, hasPassword: false, calls: [] });
}
