import type { Language } from "../../bindings/Language";
import type { Refusal } from "../../bindings/Refusal";
import type { RefusalCode } from "../../bindings/RefusalCode";
import { speaker } from ".";

/** What happened, and what helps. */
export interface Advice {
  sentence: string;
  remedy: string;
}

/** `notADayIn` names its field; `doorFailed` is the page's own: the answer was no refusal at all. */
type Code = Exclude<RefusalCode, object> | "notADayIn" | "doorFailed";

const vi: Record<Code, Advice> = {
  notNow: { sentence: "Màn hình đã đổi.", remedy: "Xem lại rồi làm lại." },
  findings: { sentence: "Thông tin còn thiếu hoặc sai.", remedy: "Sửa những ô tô đỏ." },
  confirmSoft: { sentence: "Có điểm cần xem lại.", remedy: "Đọc các điểm vàng rồi đánh dấu xác nhận." },
  roomFull: { sentence: "Phòng hết giường.", remedy: "Chọn phòng khác." },
  roomNotReady: { sentence: "Phòng chưa dọn hoặc đang khóa.", remedy: "Chọn phòng khác, hoặc báo đã dọn xong." },
  unknown: { sentence: "Mục này không còn nữa.", remedy: "Chọn lại trên sơ đồ." },
  alreadyHere: { sentence: "Khách này đang ở đây rồi.", remedy: "Trả phòng cũ trước." },
  tooLong: { sentence: "Ở từ 30 ngày phải đăng ký tạm trú (Luật Cư trú, Điều 27).", remedy: "Giảm xuống dưới 30 đêm, hoặc làm tạm trú ở công an xã." },
  alreadyLeft: { sentence: "Khách này đã trả phòng.", remedy: "Không cần làm gì thêm." },
  noCard: { sentence: "Chưa có thẻ trên máy đọc.", remedy: "Đặt thẻ lên máy đọc." },
  noReader: { sentence: "Không thấy máy đọc thẻ.", remedy: "Cắm lại máy đọc, hoặc dùng mã QR." },
  noKey: { sentence: "Chưa có số để mở chip.", remedy: "Đưa mã QR vào camera, hoặc nhập 12 số." },
  enrolRefused: { sentence: "Mã đăng ký không được nhận.", remedy: "Xin người quản trị máy chủ mã mới: mỗi mã dùng một lần." },
  hubAway: { sentence: "Không liên lạc được máy chủ.", remedy: "Xem lại mạng và địa chỉ máy chủ." },
  storeFailed: { sentence: "Máy chưa lưu được, không có gì thay đổi.", remedy: "Thử lại; nếu vẫn vậy, báo người quản trị máy chủ." },
  notEnrolled: { sentence: "Máy này chưa đăng ký với máy chủ.", remedy: "Mở Thông báo (F12) và nhập mã đăng ký." },
  noReason: { sentence: "Lý do khác thì phải ghi rõ.", remedy: "Ghi lý do bằng lời." },
  noWhy: { sentence: "Thay đổi phải có lý do.", remedy: "Ghi lý do, ngắn cũng được." },
  noTime: { sentence: "Chưa rõ gia hạn thêm bao lâu.", remedy: "Nhập số nguyên, từ 1 trở lên." },
  endPast: { sentence: "Ngày giờ đi phải sau lúc này.", remedy: "Chọn muộn hơn; khách đã đi thì trả phòng." },
  noSuchDevice: { sentence: "Không có thiết bị tên như vậy.", remedy: "Chọn một máy trong danh sách." },
  notACardsCode: { sentence: "Máy quét gõ một mã không phải của thẻ.", remedy: "Quét mã QR trên thẻ căn cước." },
  codeChanged: { sentence: "Mã của thẻ bị đổi khi máy quét gõ vào.", remedy: "Tắt bộ gõ tiếng Việt rồi quét lại, hoặc đặt máy quét sang chế độ USB-COM." },
  notADay: { sentence: "Ngày không đúng, hoặc ngày cuối trước ngày đầu.", remedy: "Chọn lại ngày; nhiều nhất một năm." },
  notADayIn: { sentence: "Ngày không đọc được ở ô “{field}”.", remedy: "Nhập như 5/3/2027." },
  notAMoment: { sentence: "Ngày giờ đi không đọc được.", remedy: "Nhập như 5/3/2027 12:00." },
  takenByPortal: { sentence: "Cổng đã nhận người của file này.", remedy: "Hủy ở đây không xóa trên cổng; nếu vẫn hủy thì xác nhận." },
  notAList: { sentence: "File này không phải danh sách của cổng.", remedy: "Tải lại danh sách dạng XLSX từ cổng." },
  fileFailed: { sentence: "Chưa ghi được file, không có gì được ghi lại.", remedy: "Xem đĩa còn chỗ và thư mục xuất còn ghi được không." },
  portalOff: { sentence: "API của cổng đang tắt.", remedy: "Bật trong Cài đặt API." },
  notAPortal: { sentence: "Cài đặt của cổng còn thiếu hoặc sai.", remedy: "Cần địa chỉ https, bốn đường dẫn bắt đầu bằng /, tài khoản và mật khẩu." },
  folderRefused: { sentence: "Thư mục này không ghi được file.", remedy: "Chọn thư mục khác, ghi cả đường dẫn; thư mục cũ vẫn được dùng." },
  noStage: { sentence: "Sân luyện tập chưa làm được việc này.", remedy: "Xem thẻ đã đặt hay đã nhấc chưa." },
  doorFailed: { sentence: "Chương trình chưa trả lời.", remedy: "Thử lại; nếu vẫn vậy, mở lại chương trình." },
};

const en: Record<Code, Advice> = {
  notNow: { sentence: "The screen has changed.", remedy: "Look again and repeat." },
  findings: { sentence: "Facts are missing or wrong.", remedy: "Correct the red fields." },
  confirmSoft: { sentence: "Some points need your eye.", remedy: "Read the yellow points and tick the box." },
  roomFull: { sentence: "The room has no free bed.", remedy: "Choose another room." },
  roomNotReady: { sentence: "The room is not clean or is locked.", remedy: "Choose another room, or report it clean." },
  unknown: { sentence: "This entry is not there any more.", remedy: "Choose again on the plan." },
  alreadyHere: { sentence: "This guest is already staying here.", remedy: "Check out of the old room first." },
  tooLong: { sentence: "Thirty days or more need temporary residence (Residence Law, article 27).", remedy: "Stay under 30 nights, or register at the commune police." },
  alreadyLeft: { sentence: "This guest has already checked out.", remedy: "Nothing more to do." },
  noCard: { sentence: "No card lies on the reader.", remedy: "Lay the card on the reader." },
  noReader: { sentence: "There is no card reader.", remedy: "Plug it in again, or use the QR code." },
  noKey: { sentence: "The number that opens the chip is not known.", remedy: "Show the QR code, or type the 12 digits." },
  enrolRefused: { sentence: "The code was not accepted.", remedy: "Ask the administrator of the hub for a new one: each works once." },
  hubAway: { sentence: "The hub could not be reached.", remedy: "Check the network and the hub's address." },
  storeFailed: { sentence: "It could not be saved; nothing has changed.", remedy: "Try again, then tell the administrator of the hub." },
  notEnrolled: { sentence: "This desk is not enrolled at a hub.", remedy: "Open the notices (F12) and enter the code." },
  noReason: { sentence: "Another reason needs words.", remedy: "Write the reason." },
  noWhy: { sentence: "A change needs a reason.", remedy: "Write it, however short." },
  noTime: { sentence: "It is not clear by how much to extend.", remedy: "Type a whole number, at least 1." },
  endPast: { sentence: "The planned end must be after now.", remedy: "Choose a later one, or check out who has left." },
  noSuchDevice: { sentence: "There is no device of that name.", remedy: "Choose one of the list." },
  notACardsCode: { sentence: "The scanner typed a code that is not a card's.", remedy: "Scan the QR code on the identity card." },
  codeChanged: { sentence: "The card's code was changed as the scanner typed it.", remedy: "Turn the Vietnamese input method off and scan again, or set the scanner to USB-COM mode." },
  notADay: { sentence: "This is no day, or the last comes before the first.", remedy: "Choose the days again; a year at most." },
  notADayIn: { sentence: "There is no day in the field “{field}”.", remedy: "Type it like 5/3/2027." },
  notAMoment: { sentence: "The planned end is no day with an hour.", remedy: "Type it like 5/3/2027 12:00." },
  takenByPortal: { sentence: "The portal has people of this file.", remedy: "Taking it back here deletes nothing there; if it is still meant, confirm." },
  notAList: { sentence: "This file is not a list of the portal.", remedy: "Download the list as XLSX from the portal again." },
  fileFailed: { sentence: "The file could not be written; nothing was recorded.", remedy: "See that the disk has room and the folder can be written." },
  portalOff: { sentence: "The portal's API is off.", remedy: "Turn it on in the API settings." },
  notAPortal: { sentence: "The portal's settings are missing or wrong.", remedy: "It needs an https address, four paths that begin with /, an account and a password." },
  folderRefused: { sentence: "This folder takes no file.", remedy: "Choose another, with its whole path; the old one is still used." },
  noStage: { sentence: "The practice stage cannot do that now.", remedy: "See whether a card lies there already." },
  doorFailed: { sentence: "The program did not answer.", remedy: "Try again, then restart the program." },
};

/** The sentence and the remedy for a refusal; null stands for an answer that was no refusal. */
export function advice(refusal: Refusal | null, language: Language): Advice {
  const code = refusal?.code ?? "doorFailed";
  const known = language === "vi" ? vi : en;
  if (typeof code === "string") return known[code];
  const field = speaker(language)(`entry.${code.notADayIn}`);
  return { ...known.notADayIn, sentence: known.notADayIn.sentence.replace("{field}", field) };
}
