// jsdom lacks what the pages use of a real window.
Element.prototype.scrollIntoView ??= () => {};
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;
HTMLCanvasElement.prototype.getContext = () => null;
