/** The shortest side a kiosk is drawn for, in millimetres; a smaller window (a laptop in practice) is drawn smaller. */
const shortestSide = 270;

/** Sets the size of one millimetre: `?mm=` in pixels where the screen was calibrated, else 96 dpi. */
export function calibrate(root: HTMLElement, query: string) {
  const given = Number(new URLSearchParams(query).get("mm"));
  const size = given > 0 ? `${given}px` : `min(96px / 25.4, 100vmin / ${shortestSide})`;
  root.style.setProperty("--mm", size);
}
