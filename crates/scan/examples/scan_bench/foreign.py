"""zbar and OpenCV for scan_bench: frames come on the standard input as width, height (32 bits, little-endian) and grey
pixels; for each a line goes out per engine: milliseconds of the thread, then the payloads in hexadecimal."""

import ctypes
import struct
import sys
import time

import cv2
import numpy

QRCODE, ENABLE, BINARY, NONE = 64, 0, 4, 0

zbar = ctypes.CDLL("libzbar.so.0")
for name in ("image_scanner_create", "image_create", "image_first_symbol", "symbol_next", "symbol_get_data"):
    getattr(zbar, "zbar_" + name).restype = ctypes.c_void_p


def scanner(binary):
    """A scanner of QR codes, which gives bytes as they stand in the symbol or what it takes for their text."""
    made = ctypes.c_void_p(zbar.zbar_image_scanner_create())
    zbar.zbar_image_scanner_set_config(made, NONE, ENABLE, 0)
    zbar.zbar_image_scanner_set_config(made, QRCODE, ENABLE, 1)
    if binary and zbar.zbar_image_scanner_set_config(made, QRCODE, BINARY, 1) != 0:
        sys.exit("this zbar has no binary mode")
    return made


def with_zbar(made, frame):
    height, width = frame.shape
    image = ctypes.c_void_p(zbar.zbar_image_create())
    zbar.zbar_image_set_format(image, struct.unpack("<I", b"Y800")[0])
    zbar.zbar_image_set_size(image, width, height)
    pixels = frame.tobytes()
    zbar.zbar_image_set_data(image, pixels, len(pixels), None)
    begun = time.thread_time()
    zbar.zbar_scan_image(made, image)
    took = time.thread_time() - begun
    payloads, symbol = [], zbar.zbar_image_first_symbol(image)
    while symbol:
        length = zbar.zbar_symbol_get_data_length(ctypes.c_void_p(symbol))
        payloads.append(ctypes.string_at(zbar.zbar_symbol_get_data(ctypes.c_void_p(symbol)), length))
        symbol = zbar.zbar_symbol_next(ctypes.c_void_p(symbol))
    zbar.zbar_image_destroy(image)
    return took, payloads


def with_opencv(detector, frame):
    begun = time.thread_time()
    try:
        text, _, _ = detector.detectAndDecode(frame)
        payloads = [text.encode("utf-8", "surrogateescape")] if text else []
    except (cv2.error, UnicodeDecodeError):
        payloads = []
    return time.thread_time() - begun, payloads


def main():
    cv2.setNumThreads(1)
    engines = [
        lambda frame, made=scanner(True): with_zbar(made, frame),
        lambda frame, made=scanner(False): with_zbar(made, frame),
        lambda frame, made=cv2.QRCodeDetector(): with_opencv(made, frame),
    ]
    while head := sys.stdin.buffer.read(8):
        width, height = struct.unpack("<II", head)
        frame = numpy.frombuffer(sys.stdin.buffer.read(width * height), numpy.uint8).reshape(height, width)
        for engine in engines:
            took, payloads = engine(frame)
            print(f"{took * 1000:.3f}", *(payload.hex() for payload in payloads if payload))
        sys.stdout.flush()


main()
