// What jsdom lacks of a real window; the build test runs without one.
if (typeof window !== "undefined") {
  globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;
  HTMLCanvasElement.prototype.getContext = () => null;
}
