import type { DeviceProblem } from "../../bindings/DeviceProblem";
import type { Language } from "../../bindings/Language";
import type { Advice } from "./refusals";

/** What is wrong with a device, and what to set or buy. */
const vi: Record<DeviceProblem, Advice> = {
  serviceDown: { sentence: "Dịch vụ pcscd không chạy.", remedy: "Chạy: systemctl enable --now pcscd.socket. Nếu chưa cài: apt install pcscd." },
  noReader: { sentence: "Chưa cắm máy đọc thẻ nào.", remedy: "Cắm lại dây USB. Nếu mua mới: máy đọc không tiếp xúc chuẩn CCID, ISO 14443, có APDU mở rộng (extended length)." },
  readerAbsent: { sentence: "Máy đọc thẻ đã chọn không có ở đây.", remedy: "Cắm lại máy ấy, hoặc chọn máy khác trong danh sách." },
  cardMute: { sentence: "Có vật trên máy đọc nhưng không trả lời.", remedy: "Lấy thẻ khỏi bao, lật mặt kia, đặt giữa máy; bỏ kim loại và thẻ khác ra xa." },
  readerByContact: { sentence: "Thẻ đang được đọc qua tiếp điểm.", remedy: "Thẻ căn cước đọc không tiếp xúc: đặt thẻ lên mặt máy, hoặc dùng máy đọc ISO 14443." },
  readerShort: { sentence: "Máy đọc chỉ chuyển được lệnh ngắn.", remedy: "Vẫn đọc được, lâu hơn khoảng hai giây. Khi mua mới chọn máy có APDU mở rộng." },
  noCamera: { sentence: "Chưa có camera nào để dùng.", remedy: "Cắm camera USB rồi chọn trong danh sách. Nên mua: 1080p, lấy nét từ 15 cm trở lại, kèm khay chặn thẻ." },
  cameraAbsent: { sentence: "Camera đã chọn không có ở đây.", remedy: "Cắm lại camera ấy, hoặc chọn camera khác trong danh sách." },
  cameraForbidden: { sentence: "Tài khoản này không được mở camera.", remedy: "Thêm tài khoản vào nhóm video: usermod -aG video TÊN, rồi đăng nhập lại." },
  cameraBusy: { sentence: "Chương trình khác đang giữ camera.", remedy: "Đóng chương trình gọi hình hoặc trình duyệt đang mở camera; máy tự thử lại." },
  cameraUnsupported: { sentence: "Thiết bị này không cho hình mà máy đọc được.", remedy: "Chọn thiết bị khác; khi mua, chọn webcam UVC có MJPEG hoặc YUYV." },
  cameraSilent: { sentence: "Camera không gửi hình.", remedy: "Rút ra cắm lại, cắm thẳng vào máy thay vì qua bộ chia USB." },
  cameraUnplugged: { sentence: "Camera đã bị rút ra.", remedy: "Cắm lại; máy tự mở." },
  cameraDamaged: { sentence: "Hình từ camera bị hỏng.", remedy: "Thay dây ngắn hơn hoặc cổng USB khác." },
  cameraFails: { sentence: "Camera bị lỗi.", remedy: "Rút ra cắm lại; nếu vẫn vậy, thử camera ấy trên máy khác." },
};

const en: Record<DeviceProblem, Advice> = {
  serviceDown: { sentence: "The pcscd service is not running.", remedy: "Run: systemctl enable --now pcscd.socket. If it is not installed: apt install pcscd." },
  noReader: { sentence: "No card reader is plugged in.", remedy: "Check the USB cable. To buy: a contactless CCID reader, ISO 14443, with extended length APDUs." },
  readerAbsent: { sentence: "The chosen card reader is not here.", remedy: "Plug it in again, or choose another one of the list." },
  cardMute: { sentence: "Something lies on the reader and gives no answer.", remedy: "Take the card out of its cover, turn it over, lay it in the middle; keep metal and other cards away." },
  readerByContact: { sentence: "The card is read over its contacts.", remedy: "Identity cards are read without contact: lay the card on top, or use an ISO 14443 reader." },
  readerShort: { sentence: "The reader passes only short commands on.", remedy: "It works, about two seconds slower. The next one to buy should pass extended length APDUs." },
  noCamera: { sentence: "There is no camera to use yet.", remedy: "Plug a USB camera in and choose it. To buy: 1080p, in focus at 15 cm or nearer, with a stop for the card." },
  cameraAbsent: { sentence: "The chosen camera is not here.", remedy: "Plug it in again, or choose another one of the list." },
  cameraForbidden: { sentence: "This account may not open the camera.", remedy: "Add it to the group video: usermod -aG video NAME, then log in again." },
  cameraBusy: { sentence: "Another program holds the camera.", remedy: "Close the video call or browser that uses it; it is tried again by itself." },
  cameraUnsupported: { sentence: "This device gives no pictures that can be read here.", remedy: "Choose another one; to buy, take a UVC webcam with MJPEG or YUYV." },
  cameraSilent: { sentence: "The camera sends no picture.", remedy: "Unplug it and plug it in again, directly and not through a USB hub." },
  cameraUnplugged: { sentence: "The camera was unplugged.", remedy: "Plug it in again; it opens by itself." },
  cameraDamaged: { sentence: "The pictures of the camera are damaged.", remedy: "Use a shorter cable or another USB port." },
  cameraFails: { sentence: "The camera fails.", remedy: "Unplug it and plug it in again; if it still fails, try it on another machine." },
};

/** The sentence and the remedy for what is wrong with a device. */
export const problemOf = (problem: DeviceProblem, language: Language): Advice => (language === "vi" ? vi : en)[problem];
