#!/usr/bin/env bash
# Makes the odd pictures with ImageMagick: `make.sh` in this folder. A half that is dark, a half that is bright, 64 x 48.
set -euo pipefail
cd "$(dirname "$0")"
source=(-size 32x48 "xc:rgb(30,40,70)" "xc:rgb(230,220,170)" +append -strip)
convert "${source[@]}" -colorspace Gray -depth 16 -define png:bit-depth=16 -define png:color-type=0 png:grey16.png
convert "${source[@]}" -depth 16 -define png:bit-depth=16 -define png:color-type=2 png:colours16.png
convert "${source[@]}" -define png:color-type=3 png:palette.png
convert "${source[@]}" -alpha set -define png:color-type=6 png:mask.png
convert "${source[@]}" -colorspace Gray -alpha set -define png:color-type=4 png:grey-mask.png
convert "${source[@]}" -define png:color-type=2 -interlace PNG png:interlaced.png
convert "${source[@]}" -threshold 50% -define png:bit-depth=1 -define png:color-type=0 png:one-bit.png
convert "${source[@]}" -quality 85 -interlace JPEG progressive.jpg
convert "${source[@]}" -quality 85 -colorspace CMYK cmyk.jpg
convert "${source[@]}" -quality 85 -sampling-factor 4:2:0 colours-420.jpg
convert "${source[@]}" -quality 85 -sampling-factor 4:1:1 colours-411.jpg
convert "${source[@]}" -quality 85 -colorspace Gray grey.jpg
