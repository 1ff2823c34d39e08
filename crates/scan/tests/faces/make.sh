#!/usr/bin/env bash
# Makes the JPEG 2000 pictures of ../faces.rs with OpenJPEG's opj_compress: a drawn face, red on the left and blue on the
# right, in the forms that chips hold. usage: make.sh FOLDER
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd); work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
python3 - <<'P'
W, H = 96, 128
def pixel(x, y):
    if ((x - 48) / 30) ** 2 + ((y - 64) / 42) ** 2 < 1:
        return (200, 170, 140)
    return (220, 30, 30) if x < W // 2 else (30, 30, 220)
pixels = [pixel(x, y) for y in range(H) for x in range(W)]
open('colour.ppm', 'wb').write(b'P6\n%d %d\n255\n' % (W, H) + bytes(v for p in pixels for v in p))
open('grey.pgm', 'wb').write(b'P5\n%d %d\n255\n' % (W, H) + bytes(sum(p) // 3 for p in pixels))
P
make() { opj_compress -i "$1" -o "$out/$2" "${@:3}" > /dev/null; }
make colour.ppm lossless.jp2
make colour.ppm lossless.j2k
make colour.ppm lossy.jp2 -I -r 40,20,10
make colour.ppm tiles.j2k -t 40,50
make colour.ppm precincts.jp2 -c '[64,64],[32,32],[16,16]' -b 16,16 -n 4
make grey.pgm grey.jp2
make grey.pgm grey.j2k
