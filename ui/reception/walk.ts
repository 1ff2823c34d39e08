/** Where an arrow key leads on the plan: by what lies where on the screen, so that floors may wrap. */
export function neighbour(tiles: HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = tiles.indexOf(from);
  if (key === "ArrowRight") return tiles[at + 1];
  if (key === "ArrowLeft") return tiles[at - 1];
  const here = from.getBoundingClientRect();
  const down = key === "ArrowDown";
  let best: { tile: HTMLElement; row: number; off: number } | undefined;
  for (const tile of tiles) {
    const box = tile.getBoundingClientRect();
    const row = down ? box.top - here.top : here.top - box.top;
    if (row <= here.height / 2) continue;
    const off = Math.abs(box.left - here.left);
    if (!best || row < best.row - 1 || (row < best.row + 1 && off < best.off)) best = { tile, row, off };
  }
  return best?.tile;
}
