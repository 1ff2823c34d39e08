/** Where the shell serves pictures; the number only defeats the cache. */
const origin = "picture://localhost";

/** The newest camera frame. */
export const previewAt = (count: number) => `${origin}/preview?${count}`;

/** The face the chip holds. */
export const faceAt = (count: number) => `${origin}/face?${count}`;
