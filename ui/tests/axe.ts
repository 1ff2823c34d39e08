import axe from "axe-core";

/** The names of axe's complaints. Contrast and page landmarks need a real page. */
export async function complaints(root: Element): Promise<string[]> {
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(root, { rules });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
}
