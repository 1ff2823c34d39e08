import type { DeviceLine } from "../bindings/DeviceLine";
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

/** A camera that is plugged in and used. */
export function cameraLine(over: Partial<DeviceLine> = {}): DeviceLine {
  return { device: "usb:1234:5678:A1", name: "Example Webcam 1080p", place: "/dev/video0", chosen: true, used: true, way: null, problems: [], ...over };
}

/** A scanner that is plugged in and used. */
export function scannerLine(over: Partial<DeviceLine> = {}): DeviceLine {
  return { device: "serial:0c2e:0b6a", name: "Example Area-Imaging Scanner", place: "/dev/ttyACM0", chosen: true, used: true, way: "serial", problems: [], ...over };
}

const keyboard = scannerLine({ device: "hid:05e0:1200", name: "Example Barcode Keyboard", place: "/dev/input/event5", chosen: false, used: false, way: "keyboard" });

/** Devices with nothing wrong. */
export function devicesView(over: Partial<DevicesView> = {}): DevicesView {
  return {
    readers: { choice: { by: "nobody", device: null }, problems: [], list: [readerLine()] },
    cameras: {
      choice: { by: "house", device: cameraLine().device },
      problems: [],
      working: true,
      pictures: { width: 1920, height: 1080, rate: 29, promised: 30, format: "MJPEG", focus: "continuous", exposure: "automatic" },
      read: { at: "19:42:03", kind: "citizenCard", length: 104, marginPercent: 62, millis: 4 },
      module: { tenths: 26, leastTenths: 20, room: "enough" },
      list: [cameraLine(), cameraLine({ device: "v4l:/dev/video2", name: "Integrated Camera", place: "/dev/video2", chosen: false, used: false })],
    },
    scanners: {
      choice: { by: "house", device: scannerLine().device },
      problems: [],
      working: "serial",
      scan: { read: { at: "19:42:10", kind: "citizenCard", length: 104, marginPercent: null, millis: 21 }, carried: "whole", end: "cr", problems: [] },
      list: [scannerLine(), keyboard],
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
  cameras: {
    choice: { by: "commandLine", device: "v4l:/dev/video0" },
    problems: ["cameraSmall", "cameraSlow"],
    working: true,
    pictures: { width: 640, height: 480, rate: 8, promised: null, format: "YUYV", focus: "fixed", exposure: "fixed" },
    read: null,
    module: { tenths: 14, leastTenths: 20, room: "tooFew" },
    list: [cameraLine({ chosen: true, name: "Example VGA Camera" }), cameraLine({ device: "usb:aaaa:bbbb", chosen: false, used: false, place: "/dev/video2", problems: ["cameraForbidden"] })],
  },
  scanners: {
    choice: { by: "nobody", device: null },
    problems: [],
    working: null,
    scan: { read: { at: "19:42:10", kind: "other", length: 96, marginPercent: null, millis: null }, carried: "keys", end: null, problems: ["scannerTypes", "scannerRewritten"] },
    list: [keyboard],
  },
});

/** No device at all. */
export const noDevices = devicesView({
  readers: { choice: { by: "nobody", device: null }, problems: ["serviceDown"], list: [] },
  cameras: { choice: { by: "nobody", device: null }, problems: ["noCamera"], working: false, pictures: null, read: null, module: null, list: [] },
  scanners: { choice: { by: "house", device: "serial:0c2e:0b6a" }, problems: ["scannerAbsent"], working: null, scan: null, list: [] },
});
