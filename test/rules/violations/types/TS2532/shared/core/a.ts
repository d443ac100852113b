export const first = (list: readonly string[]) => list[0].length;
