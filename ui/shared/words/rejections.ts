import type { Language } from "../../bindings/Language";

/** Why the hub refused a notice, in plain words. The codes are those of `wire`'s catalogue. */
const rejections: Record<string, Record<Language, string>> = {
  payload_unreadable: { vi: "Máy chủ không đọc được thông báo này.", en: "The hub cannot read this notice." },
  payload_version: { vi: "Chương trình khác phiên bản với máy chủ, cần cập nhật.", en: "The program and the hub differ in version." },
  digest_mismatch: { vi: "Thông báo bị thay đổi trên đường gửi.", en: "The notice was changed on its way." },
  body_changed: { vi: "Thông báo bị thay đổi trên đường gửi.", en: "The notice was changed on its way." },
  key_mismatch: { vi: "Thông báo không khớp với mã gửi kèm.", en: "The notice does not fit its number." },
  wrong_facility: { vi: "Thông báo thuộc về cơ sở khác.", en: "The notice belongs to another facility." },
  bad_revision: { vi: "Số lần sửa của thông báo không hợp lệ.", en: "The revision is not valid." },
  bad_period: { vi: "Ngày đi phải sau ngày đến.", en: "The leaving must be after the arrival." },
  too_long: { vi: "Ở từ 30 ngày trở lên phải đăng ký tạm trú.", en: "Thirty days or more need temporary residence." },
  future_arrival: { vi: "Ngày đến nằm trong tương lai.", en: "The arrival is in the future." },
  bad_place: { vi: "Thiếu số phòng hoặc khoa.", en: "Room or department is missing." },
  bad_name: { vi: "Họ tên trống hoặc có ký tự lạ.", en: "The name is missing or odd." },
  bad_birth: { vi: "Ngày sinh không hợp lệ.", en: "The day of birth is not valid." },
  missing_birth: { vi: "Thiếu ngày sinh.", en: "The day of birth is missing." },
  bad_nationality: { vi: "Quốc tịch không hợp lệ.", en: "The nationality is not valid." },
  bad_paper: { vi: "Loại giấy tờ không hợp lệ.", en: "The kind of paper is not valid." },
  bad_number: { vi: "Số giấy tờ không hợp lệ.", en: "The number of the paper is not valid." },
  bad_address: { vi: "Địa chỉ không hợp lệ.", en: "The address is not valid." },
  bad_reason: { vi: "Lý do lưu trú không hợp lệ hoặc chưa ghi rõ.", en: "The reason is not valid or lacks words." },
  conflict: { vi: "Máy chủ đã có thông báo khác dưới số này.", en: "The hub holds another notice under this number." },
  unknown_device: { vi: "Máy này chưa được đăng ký với máy chủ.", en: "The hub does not know this desk." },
  revoked_device: { vi: "Máy này đã bị máy chủ ngừng cho phép.", en: "The hub has shut this desk out." },
  unsigned: { vi: "Máy chủ không nhận chữ ký của máy này.", en: "The hub does not accept this desk's signature." },
  bad_signature: { vi: "Máy chủ không nhận chữ ký của máy này.", en: "The hub does not accept this desk's signature." },
  clock_skew: { vi: "Đồng hồ của máy này lệch với máy chủ. Chỉnh lại giờ.", en: "This desk's clock differs from the hub's. Set it." },
  replayed: { vi: "Máy chủ đã thấy yêu cầu này rồi.", en: "The hub has seen this request before." },
  bad_enrol_code: { vi: "Mã đăng ký sai, đã dùng hoặc đã hết hạn.", en: "The code is wrong, used or too old." },
  bad_envelope: { vi: "Máy chủ không hiểu yêu cầu này.", en: "The hub does not understand this request." },
  too_large: { vi: "Gửi quá nhiều trong một lần.", en: "Too much was sent at once." },
  too_many: { vi: "Máy chủ đang nhận quá nhiều yêu cầu.", en: "The hub has too many requests now." },
  not_found: { vi: "Máy chủ không có mục này.", en: "The hub has no such entry." },
  unavailable: { vi: "Máy chủ tạm thời chưa nhận được.", en: "The hub cannot take it just now." },
};

/** The sentence for a rejection; a code not known here is shown as it is, for whoever has to ask about it. */
export const rejection = (code: string, language: Language): string =>
  rejections[code]?.[language] ?? (language === "vi" ? `Máy chủ từ chối (${code}).` : `The hub refused (${code}).`);
