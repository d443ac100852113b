export const a = (list: readonly string[]) => list[0]!;
