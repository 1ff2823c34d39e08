import type { Language } from "../../bindings/Language";

/** What the checks of a document can find: sentence with remedy, Vietnamese first. The codes are those of `document`. */
const findings: Record<string, Record<Language, string>> = {
  missing: { vi: "Còn thiếu. Nhập theo giấy tờ.", en: "Missing. Type it from the paper." },
  "not-12-digits": { vi: "Số định danh phải đủ 12 số. Xem lại mặt thẻ.", en: "A personal number has 12 digits. Look at the card again." },
  "not-9-digits": { vi: "Số CMND phải có 9 hoặc 12 số.", en: "An old identity number has 9 or 12 digits." },
  "not-a-passport-number": { vi: "Số hộ chiếu gồm chữ và số, tối đa 10 ký tự.", en: "A passport number has up to 10 letters and digits." },
  "old-number-not-accepted": { vi: "Từ 01/07/2026 cần số định danh 12 số thay cho CMND.", en: "Since 01/07/2026 the 12 digit number is needed instead." },
  "number-place": { vi: "Ba số đầu không ứng với tỉnh, nước nào. Xem lại số.", en: "The first three digits are no place. Check the number." },
  "number-sex": { vi: "Số này không khớp giới tính. Xem lại cả hai.", en: "The number does not fit the sex. Check both." },
  "number-year": { vi: "Số này không khớp năm sinh. Xem lại cả hai.", en: "The number does not fit the year of birth. Check both." },
  "not-a-date": { vi: "Ngày này không có thật. Nhập như 15/5/1999.", en: "There is no such day. Type it like 15/5/1999." },
  "in-future": { vi: "Ngày này chưa tới. Xem lại.", en: "This day is in the future. Check it." },
  "very-old": { vi: "Hơn 120 tuổi. Xem lại năm sinh.", en: "More than 120 years old. Check the year." },
  "before-birth": { vi: "Ngày cấp trước ngày sinh. Xem lại.", en: "Issued before the birth. Check both." },
  expired: { vi: "Giấy tờ đã hết hạn. Hỏi giấy tờ khác nếu có.", en: "The paper has expired. Ask for another one." },
  "not-a-name": { vi: "Tên có ký tự lạ. Xem lại.", en: "The name holds odd signs. Check it." },
  "one-word": { vi: "Tên chỉ có một chữ. Xem lại.", en: "The name is a single word. Check it." },
  "not-a-sex": { vi: "Chọn Nam, Nữ hoặc Khác.", en: "Choose male, female or other." },
  "not-a-country": { vi: "Mã nước gồm 3 chữ cái: VNM, USA, CHN; Đức là D.", en: "A country code has 3 letters: VNM, USA, CHN; Germany is D." },
  "not-for-foreigners": { vi: "Người nước ngoài khai bằng hộ chiếu. Đổi loại giấy tờ.", en: "A foreigner is declared with a passport. Change the paper." },
  disagrees: { vi: "Các lần đọc khác nhau. So với giấy tờ, chọn một.", en: "Readings differ. Compare with the paper and choose." },
  unchecked: { vi: "Tên đọc từ dòng <<<, không có số kiểm tra. So với giấy tờ.", en: "The name comes from the lines with <<<, which do not check it. Compare with the paper." },
  "check-digit": { vi: "Số kiểm tra không khớp. So lại với giấy tờ.", en: "A check digit does not fit. Compare with the paper." },
  "maybe-expired": { vi: "Theo tuổi lúc cấp, thẻ có thể đã hết hạn. Xem mặt trước.", en: "By the age at issue the card may have expired. Look at its front." },
  child: { vi: "Trẻ dưới 14 tuổi. Ghi người lớn đi cùng trước.", en: "A child under 14. Register the adult first." },
  "not-typed": { vi: "Thông tin này không sửa bằng tay được.", en: "This fact cannot be typed." },
};

const other: Record<Language, string> = { vi: "Xem lại ô này.", en: "Check this field." };

/** The sentence for a finding; a code not known here still points at its field. */
export const finding = (code: string, language: Language): string => (findings[code] ?? other)[language];
