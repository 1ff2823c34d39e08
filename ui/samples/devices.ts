import type { DevicesView } from "../bindings/DevicesView";
import type { ReaderLine } from "../bindings/ReaderLine";

/** A reader with a card that answers. */
export function readerLine(over: Partial<ReaderLine> = {}): ReaderLine {
  return {
    name: "ACS ACR1252 1S CL Reader 00 00",
    used: true,
    card: "contactless",
    since: "19:41:58",
    laid: 3,
    answerToReset: "3B 88 80 01 E1 F3 5E 11 77 81 C7 00 45",
    extended: true,
    problems: [],
    ...over,
  };
}

/** Devices with nothing wrong. */
export function devicesView(over: Partial<DevicesView> = {}): DevicesView {
  return {
    readers: { choice: { by: "nobody", device: null }, problems: [], list: [readerLine()] },
    cameras: {
      choice: { by: "house", device: "v4l:/dev/v4l/by-id/usb-Example_Webcam_1080p-video-index0" },
      problems: [],
      working: true,
      read: { at: "19:42:03", kind: "citizenCard", length: 96, marginPercent: 62 },
    },
    ...over,
  };
}

/** Devices with much wrong. */
export const brokenDevices = devicesView({
  readers: {
    choice: { by: "house", device: "ACS ACR1252 1S CL Reader 00 00" },
    problems: ["readerAbsent"],
    list: [
      readerLine({ name: "HID Global OMNIKEY 3x21 Smart Card Reader 00 00", used: false, card: "contact", answerToReset: "3B DF 18 FF 81 F1 FE 43", extended: false, problems: ["readerByContact", "readerShort"] }),
      readerLine({ name: "ACS ACR122U PICC Interface 01 00", used: false, card: "mute", answerToReset: null, extended: null, problems: ["cardMute"] }),
    ],
  },
  cameras: { choice: { by: "commandLine", device: "v4l:/dev/video0" }, problems: ["cameraBusy"], working: false, read: null },
});

/** No device at all. */
export const noDevices = devicesView({
  readers: { choice: { by: "nobody", device: null }, problems: ["serviceDown"], list: [] },
  cameras: { choice: { by: "nobody", device: null }, problems: ["noCamera"], working: false, read: null },
});
